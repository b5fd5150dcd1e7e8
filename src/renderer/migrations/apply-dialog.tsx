import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Run, TargetPlan } from '#contract/migrations.ts'
import { client, orpc, problemOf } from '../bridge/index.ts'
import { useTellLate } from '../shell/index.ts'
import { countOf, EnvironmentWord, Facts, formatCount, TypedDialog } from '../ui/index.ts'
import { versionsWords, type Waivers, wordToType } from './plan-facts.ts'
import { type LimitFields, limitsSent, waveWords } from './run-limits.ts'
import { type Chosen, selectionOf } from './targets-text.ts'

interface ApplyDialogProps {
  readonly versions: readonly string[]
  /** How many would be changed. */
  readonly changed: number
  /** Those the run goes through, changed or found current. */
  readonly targets: number
  /** Of those the ones in production. */
  readonly production: readonly TargetPlan[]
  readonly chosen: Chosen
  readonly source: string | undefined
  readonly to: string | undefined
  readonly fields: LimitFields
  readonly waivers: Waivers
  readonly onClose: () => void
  readonly onBegun: (run: Run) => void
}

/** The last question before a run: what to how many; where production is among them the number is typed. */
export function ApplyDialog({
  versions,
  changed,
  targets,
  production,
  chosen,
  source,
  to,
  fields,
  waivers,
  onClose,
  onBegun,
}: ApplyDialogProps) {
  const queryClient = useQueryClient()
  const tellLate = useTellLate()
  const apply = useMutation({
    mutationFn: (typed: string) =>
      client.migrations.apply({
        targets: selectionOf(chosen),
        ...(source === undefined ? {} : { source }),
        ...(to === undefined ? {} : { to }),
        ...limitsSent(fields),
        waive: [...waivers].map(([rule, reason]) => ({ rule, reason })),
        ...(typed === '' ? {} : { confirm: typed }),
      }),
    onSuccess: ({ run }) => {
      void queryClient.invalidateQueries({ queryKey: orpc.migrations.runs.key() })
      onBegun(run)
    },
    onError: tellLate,
  })
  const many = production.length
  return (
    <TypedDialog
      title={`Apply ${versionsWords(versions)} to ${countOf(changed, 'target', 'targets')}`}
      production={many > 0}
      expected={wordToType(production)}
      expectedWords={many === 1 ? 'the name of the production database' : 'the number of production databases in the run'}
      keep="Change nothing"
      act={many === 0 ? 'Apply' : 'Apply in production'}
      danger={many > 0}
      busy={apply.isPending ? 'The run is being begun. It can be stopped from its own page.' : null}
      problem={apply.error === null ? null : problemOf(apply.error)}
      onClose={onClose}
      onSure={(typed) => apply.mutate(typed)}
    >
      <Facts
        facts={[
          ['Versions', <code key="versions">{versions.join(', ')}</code>],
          [
            'Targets',
            <span key="targets">
              {formatCount(changed)} would be changed
              {targets === changed ? '' : `, ${formatCount(targets - changed)} ${targets - changed === 1 ? 'is' : 'are'} looked at again`}
              {many === 0 ? null : (
                <>
                  {'; '}
                  {formatCount(many)} of {formatCount(targets)} in <EnvironmentWord environment="production" />
                </>
              )}
            </span>,
          ],
          ['Order', waveWords(fields, targets)],
          ...(waivers.size === 0 ? [] : ([['Let pass', [...waivers].map(([rule, reason]) => `${rule}: ${reason}`).join('; ')]] as const)),
        ]}
      />
      <p>The files are frozen as they are now: every target gets exactly this. The run can be paused, stopped and gone on with.</p>
    </TypedDialog>
  )
}
