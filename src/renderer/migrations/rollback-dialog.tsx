import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Problem } from '#contract/errors.ts'
import type { RollbackPlan, Run, TargetRollback } from '#contract/migrations.ts'
import { client, orpc, problemOf } from '../bridge/index.ts'
import { useTellLate } from '../shell/index.ts'
import { countOf, EnvironmentWord, Facts, formatCount, TypedDialog } from '../ui/index.ts'
import { type HowFar, howFarSent, howFarWords } from './how-far.ts'
import { versionsWords, wordToType } from './plan-facts.ts'
import { RollbackConsequences } from './rollback-consequences.tsx'
import { type LimitFields, limitsSent, waveWords } from './run-limits.ts'
import { readTargets, selectionOf, writeTargets } from './targets-text.ts'

/** What goes, in the dialog; the plan behind it has all. */
const mostLosses = 4

interface RollbackDialogProps {
  readonly plan: RollbackPlan
  /** Those from which something would be taken back: the run is of them and nobody else. */
  readonly back: readonly TargetRollback[]
  /** How many of them are in production. */
  readonly production: number
  readonly source: string | undefined
  readonly how: HowFar
  readonly fields: LimitFields
  /** Why it cannot be begun now: the plan is being looked at again, or could not be. */
  readonly whyNot: string | null
  readonly problem: Problem | null
  /** What is to be looked at again, for it is not as it was shown. */
  readonly onChanged: () => void
  readonly onClose: () => void
  readonly onBegun: (run: Run) => void
}

/** The last question before versions are taken back: what goes from how many, and what stays. The answer is always typed. */
export function RollbackDialog(props: RollbackDialogProps) {
  const { plan, back, production, source, how, fields, whyNot, problem, onChanged, onClose, onBegun } = props
  const queryClient = useQueryClient()
  const tellLate = useTellLate()
  const rollback = useMutation({
    mutationFn: (typed: string) =>
      client.migrations.rollback({
        targets: selectionOf(readTargets(writeTargets(back.map(({ reference }) => reference)))),
        ...(source === undefined ? {} : { source }),
        ...howFarSent(how),
        ...limitsSent(fields),
        confirm: typed,
        plan: plan.plan,
      }),
    onSuccess: ({ run }) => {
      void queryClient.invalidateQueries({ queryKey: orpc.migrations.runs.key() })
      onBegun(run)
    },
    onError: (error) => {
      if (!tellLate(error) && problemOf(error).code === 'migration.plan-changed') onChanged()
    },
  })
  const [only] = back
  const versions = [...new Set(back.flatMap((target) => target.versions))]
  const who = back.length === 1 && only !== undefined ? only.name : countOf(back.length, 'target', 'targets')
  return (
    <TypedDialog
      // What was typed was for what was shown.
      key={plan.plan}
      title={`Roll back ${who}`}
      production={production > 0}
      expected={wordToType(back)}
      expectedWords={back.length === 1 ? 'the name of the target' : 'the number of targets that are rolled back'}
      keep="Take nothing back"
      act={production === 0 ? 'Roll back' : 'Roll back in production'}
      danger
      size={520}
      whyNot={whyNot}
      busy={rollback.isPending ? 'Every target is asked where it stands, then the run begins. It can be stopped from its own page.' : null}
      problem={rollback.error === null ? problem : problemOf(rollback.error)}
      onClose={onClose}
      onSure={(typed) => rollback.mutate(typed)}
    >
      <Facts
        facts={[
          [
            'Versions',
            <span key="versions">
              <code>{versions.length > 6 ? versionsWords(versions) : versions.join(', ')}</code>: back {howFarWords(how)}
            </span>,
          ],
          [
            'Targets',
            <span key="targets">
              {formatCount(back.length)} of {formatCount(plan.targets.length)} chosen
              {production === 0 ? null : (
                <>
                  , {formatCount(production)} in <EnvironmentWord environment="production" />
                </>
              )}
            </span>,
          ],
          ['Order', waveWords(fields, back.length)],
        ]}
      />
      <RollbackConsequences plan={plan} back={back} most={mostLosses} />
    </TypedDialog>
  )
}
