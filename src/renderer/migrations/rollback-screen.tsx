import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { RollbackPlan } from '#contract/migrations.ts'
import { type RollbackFacts, rollbackFacts, summedLosses } from '#contract/rollback-facts.ts'
import { orpc, problemOf } from '../bridge/index.ts'
import { toast, useCommands, useWhyNot } from '../shell/index.ts'
import { Act, countOf, Figure, ForbiddenFace, formatCount, SummaryStrip } from '../ui/index.ts'
import { howFarSent, readHowFar } from './how-far.ts'
import { HowFarPicker } from './how-far-picker.tsx'
import { versionsWords } from './plan-facts.ts'
import { PlannedFrame, type PlannedPart, planningOptions, planWhyNot } from './planned-frame.tsx'
import styles from './rollback.module.css'
import { RollbackConsequences } from './rollback-consequences.tsx'
import { RollbackDialog } from './rollback-dialog.tsx'
import { RollbackHeld } from './rollback-held.tsx'
import { RollbackTargets } from './rollback-targets.tsx'
import { RollbackWays } from './rollback-ways.tsx'
import { goingRowsWords } from './rollback-words.ts'
import { type LimitFields, limitsWhyNot, sensibleLimits } from './run-limits.ts'
import { SourcePicker } from './source-picker.tsx'
import { namesOf, noVersionWhyNot, versionsOf } from './source-versions.ts'
import { TargetsPicker } from './targets-picker.tsx'
import { readTargets, selectionOf } from './targets-text.ts'
import { useAddress, useGo } from './use-address.ts'
import { useProduction } from './use-production.ts'
import { useSource } from './use-sources.ts'

const nobody: RollbackFacts = { back: [], held: [], passed: [] }

/** The rollback in numbers: who loses what, how much goes, and who is left alone. */
function RollbackSummary({ plan, facts: { back, held, passed } }: { readonly plan: RollbackPlan; readonly facts: RollbackFacts }) {
  const versions = [...new Set(back.flatMap((target) => target.versions))]
  const losses = summedLosses(back)
  const tables = losses.filter(({ column }) => column === null)
  return (
    <SummaryStrip>
      <Figure
        label="Would be rolled back"
        value={formatCount(back.length)}
        of={`of ${formatCount(plan.targets.length)}`}
        note={countOf(new Set(back.map(({ server }) => server)).size, 'server', 'servers')}
      />
      <Figure
        label="Versions"
        value={formatCount(versions.length)}
        note={versions.length === 0 ? 'none to take back' : <span className="mono">{versionsWords(versions)}</span>}
      />
      <Figure
        label="Tables that go"
        value={<span style={{ color: tables.length > 0 ? 'var(--pv-fail)' : undefined }}>{formatCount(tables.length)}</span>}
        of={losses.length > tables.length ? `and ${countOf(losses.length - tables.length, 'column', 'columns')}` : undefined}
        note={goingRowsWords(tables)}
      />
      <Figure
        label="Stay as they are"
        value={formatCount(held.length + passed.length)}
        of={`of ${formatCount(plan.targets.length)}`}
        note={`${formatCount(held.length)} held, ${formatCount(passed.length)} left alone`}
      />
    </SummaryStrip>
  )
}

function Rollback() {
  const [address, change] = useAddress()
  const go = useGo()
  const refused = useWhyNot('migrations.apply')
  const source = useSource(address.source)
  const how = readHowFar(address.back)
  const input = {
    targets: selectionOf(readTargets(address.on)),
    ...(address.source === undefined ? {} : { source: address.source }),
    ...howFarSent(how),
  }
  const planned = useQuery(orpc.migrations.planRollback.queryOptions({ input, ...planningOptions }))
  const plan = planned.data
  const [own, setOwn] = useState<LimitFields | null>(null)
  const [asking, setAsking] = useState(false)
  const facts = useMemo(() => (plan === undefined ? nobody : rollbackFacts(plan)), [plan])
  const { back, held, passed } = facts
  const fields = own ?? sensibleLimits(back.length)
  const production = useProduction(address.on, back)

  /** The last question is of how everything stands now, not of when the plan was made. */
  const ask = () => {
    setAsking(true)
    void planned.refetch()
  }
  const unmade = planWhyNot(planned)
  const nothingLeft = asking && unmade === null && back.length === 0
  useEffect(() => {
    if (!nothingLeft) return
    setAsking(false)
    toast('Nothing is left to take back', { detail: 'The plan was made again, and says why.', glyph: 'skip', tone: 'plain' })
  }, [nothingLeft])

  const nobodyBack =
    back.length > 0
      ? null
      : held.length > 0
        ? `Nothing can be taken back: ${held[0]?.problems[0]?.title ?? ''}`
        : 'No chosen target has anything to take back.'
  const whyNot =
    refused ??
    unmade ??
    nobodyBack ??
    (production === null ? 'Which targets are in production is not known yet.' : null) ??
    limitsWhyNot(fields)
  useCommands([
    { id: 'rollback.begin', title: 'Begin the rollback…', group: 'here', icon: 'play', whyNot, run: ask },
    { id: 'rollback.again', title: 'Make the plan again', group: 'here', icon: 'refresh', keys: ['r'], run: () => void planned.refetch() },
  ])

  const parts: readonly PlannedPart[] =
    plan === undefined
      ? []
      : [
          {
            id: 'sql',
            title: 'SQL',
            content: (
              <>
                {back.length === 0 ? null : (
                  <section className={styles['goes']} aria-label="Consequences">
                    <h2>What goes, and what stays</h2>
                    <RollbackConsequences plan={plan} back={back} />
                  </section>
                )}
                <RollbackWays plan={plan} />
              </>
            ),
          },
          {
            id: 'targets',
            title: 'Targets',
            count: formatCount(back.length),
            table: true,
            content: <RollbackTargets targets={back} kind="back" />,
          },
          {
            id: 'held',
            title: 'Held',
            count: formatCount(held.length),
            loud: held.length > 0,
            content: <RollbackHeld held={held} />,
          },
          {
            id: 'passed',
            title: 'Left alone',
            count: formatCount(passed.length),
            table: true,
            content: <RollbackTargets targets={passed} kind="passed" />,
          },
        ]
  return (
    <PlannedFrame
      desk="rollback"
      planned={planned}
      asking="Asking every target what it has, and reading the ways back"
      undone="Nothing was taken back."
      filters={
        <>
          <SourcePicker source={address.source} onChoose={(directory) => change({ source: directory, back: undefined }, true)} />
          <TargetsPicker on={address.on} onChoose={(on) => change({ on }, true)} />
          <HowFarPicker
            back={address.back}
            versions={versionsOf(source.views)}
            names={namesOf(source.views)}
            whyNoVersion={noVersionWhyNot(source)}
            onChoose={(next) => change({ back: next }, true)}
          />
        </>
      }
      begin={
        <Act look="danger" whyNot={whyNot} onClick={ask}>
          {back.length === 0 ? 'Roll back…' : `Roll back ${formatCount(back.length)}…`}
        </Act>
      }
      summary={plan === undefined ? null : <RollbackSummary plan={plan} facts={facts} />}
      partsLabel="Parts of the rollback"
      parts={parts}
      fields={own}
      inRun={back.length}
      onFields={setOwn}
      question={
        asking && plan !== undefined && back.length > 0 ? (
          <RollbackDialog
            plan={plan}
            back={back}
            production={production?.length ?? 0}
            source={address.source}
            how={how}
            fields={fields}
            whyNot={unmade}
            problem={planned.error === null ? null : problemOf(planned.error)}
            onChanged={() => void planned.refetch()}
            onClose={() => setAsking(false)}
            onBegun={(run) => go.run(run.id)}
          />
        ) : null
      }
    />
  )
}

/** What would be taken back from whom, before it is: the SQL, what goes with it, and what has no way back. */
export function RollbackScreen() {
  const refused = useWhyNot('migrations.read')
  return refused === null ? <Rollback /> : <ForbiddenFace title="Migrations are for those who keep the schemas">{refused}</ForbiddenFace>
}
