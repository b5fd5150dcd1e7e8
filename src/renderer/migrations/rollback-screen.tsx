import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { RollbackPlan } from '#contract/migrations.ts'
import { type RollbackFacts, rollbackFacts, summedLosses } from '#contract/rollback-facts.ts'
import { orpc, problemOf } from '../bridge/index.ts'
import { useCommands, useWhyNot } from '../shell/index.ts'
import {
  Act,
  countOf,
  FailedFace,
  Figure,
  FilterBar,
  ForbiddenFace,
  formatCount,
  LoadingFace,
  MainPane,
  PaneBody,
  Screen,
  Section,
  SummaryStrip,
  type TabItem,
  Tabs,
} from '../ui/index.ts'
import { DeskHeader } from './desk-header.tsx'
import { howFarSent, readHowFar } from './how-far.ts'
import { HowFarPicker } from './how-far-picker.tsx'
import { NoTargets } from './no-targets.tsx'
import planStyles from './plan.module.css'
import { versionsWords } from './plan-facts.ts'
import styles from './rollback.module.css'
import { RollbackConsequences } from './rollback-consequences.tsx'
import { RollbackDialog } from './rollback-dialog.tsx'
import { RollbackHeld } from './rollback-held.tsx'
import { RollbackTargets } from './rollback-targets.tsx'
import { RollbackWays } from './rollback-ways.tsx'
import { goingRowsWords } from './rollback-words.ts'
import { type LimitFields, limitFaults, sensibleLimits } from './run-limits.ts'
import { RunSettings } from './run-settings.tsx'
import { SourcePicker } from './source-picker.tsx'
import { expectedTargets } from './status-rows.ts'
import { TargetsPicker, useWorkspaceTargets } from './targets-picker.tsx'
import { readTargets, selectionOf } from './targets-text.ts'
import { useAddress, useGo } from './use-address.ts'
import { useRoomBeside } from './use-room.ts'
import { namesOf, useSource, versionsOf } from './use-sources.ts'

type Part = 'sql' | 'targets' | 'held' | 'passed' | 'settings'
const parts: readonly Part[] = ['sql', 'targets', 'held', 'passed', 'settings']
const isPart = (text: string | undefined): text is Part => parts.some((part) => part === text)

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
  const beside = useRoomBeside()
  const refused = useWhyNot('migrations.apply')
  const source = useSource(address.source)
  const workspace = useWorkspaceTargets()
  const chosen = useMemo(() => readTargets(address.on), [address.on])
  const how = readHowFar(address.back)
  const planned = useQuery(
    orpc.migrations.planRollback.queryOptions({
      input: {
        targets: selectionOf(chosen),
        ...(address.source === undefined ? {} : { source: address.source }),
        ...howFarSent(how),
      },
      retry: false,
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      refetchOnMount: 'always',
    }),
  )
  const plan = planned.data
  const [own, setOwn] = useState<LimitFields | null>(null)
  const [asking, setAsking] = useState(false)

  const facts = useMemo(() => (plan === undefined ? nobody : rollbackFacts(plan)), [plan])
  const { back, held, passed } = facts
  const fields = own ?? sensibleLimits(back.length)
  const production = useMemo(() => {
    const known = expectedTargets(readTargets(address.on), { tenants: workspace.tenants ?? [], connections: workspace.connections ?? [] })
    const names = new Set(known.filter(({ environment }) => environment === 'production').map(({ id }) => id))
    return back.filter(({ target }) => names.has(target)).length
  }, [back, workspace.tenants, workspace.connections, address.on])

  const whyNot =
    refused ??
    (plan === undefined
      ? 'The plan is not made yet.'
      : back.length === 0
        ? held.length > 0
          ? `Nothing can be taken back: ${held[0]?.problems[0]?.title ?? ''}`
          : 'No chosen target has anything to take back.'
        : planned.isFetching
          ? 'The plan is being made again.'
          : Object.keys(limitFaults(fields)).length > 0
            ? 'A field of how it runs cannot be sent.'
            : null)
  useCommands([
    { id: 'rollback.begin', title: 'Begin the rollback…', group: 'here', icon: 'play', whyNot, run: () => setAsking(true) },
    { id: 'rollback.again', title: 'Make the plan again', group: 'here', icon: 'refresh', keys: ['r'], run: () => void planned.refetch() },
  ])

  const tabs: readonly TabItem<Part>[] = [
    { id: 'sql', title: 'SQL' },
    { id: 'targets', title: 'Targets', count: formatCount(back.length) },
    { id: 'held', title: 'Held', count: formatCount(held.length), ...(held.length > 0 ? { loud: true } : {}) },
    { id: 'passed', title: 'Left alone', count: formatCount(passed.length) },
    ...(beside ? [] : [{ id: 'settings' as const, title: 'How it runs' }]),
  ]
  const part = isPart(address.part) && tabs.some(({ id }) => id === address.part) ? address.part : 'sql'
  const settings =
    back.length === 0 ? (
      <Section title="How it runs">{plan === undefined ? 'It is asked when the plan is made.' : 'Nobody is worked on.'}</Section>
    ) : (
      <RunSettings fields={fields} targets={back.length} onChange={setOwn} />
    )
  const begin = (
    <Act look="danger" whyNot={whyNot} onClick={() => setAsking(true)}>
      {back.length === 0 ? 'Roll back…' : `Roll back ${formatCount(back.length)}…`}
    </Act>
  )
  return (
    <Screen>
      <MainPane>
        <DeskHeader part="rollback" acts={beside ? undefined : begin} />
        <FilterBar
          end={
            <Act
              icon="refresh"
              look="subtle"
              whyNot={planned.isFetching ? 'The plan is being made.' : null}
              onClick={() => void planned.refetch()}
            >
              Plan again
            </Act>
          }
        >
          <SourcePicker source={address.source} onChoose={(directory) => change({ source: directory, back: undefined }, true)} />
          <TargetsPicker on={address.on} onChoose={(on) => change({ on }, true)} />
          <HowFarPicker
            back={address.back}
            versions={versionsOf(source.views)}
            names={namesOf(source.views)}
            onChoose={(next) => change({ back: next }, true)}
          />
        </FilterBar>
        {plan === undefined ? (
          planned.error === null ? (
            <LoadingFace rows={10}>Asking every target what it has, and reading the ways back</LoadingFace>
          ) : problemOf(planned.error).code === 'migration.nothing-selected' ? (
            <NoTargets all={chosen.all} onAll={() => change({ on: undefined })} />
          ) : (
            <FailedFace problem={problemOf(planned.error)} onRetry={() => void planned.refetch()}>
              There is no plan. Nothing was taken back.
            </FailedFace>
          )
        ) : (
          <>
            <RollbackSummary plan={plan} facts={facts} />
            <Tabs
              label="Parts of the rollback"
              tabs={tabs}
              value={part}
              onChange={(id) => change({ part: id === 'sql' ? undefined : id })}
            />
            {part === 'targets' ? (
              <RollbackTargets targets={back} kind="back" />
            ) : part === 'passed' ? (
              <RollbackTargets targets={passed} kind="passed" />
            ) : (
              <PaneBody>
                <div className={planStyles['body']}>
                  {part === 'held' ? (
                    <RollbackHeld held={held} />
                  ) : part === 'settings' ? (
                    settings
                  ) : (
                    <>
                      {back.length === 0 ? null : (
                        <section className={styles['goes']} aria-label="Consequences">
                          <h2>What goes, and what stays</h2>
                          <RollbackConsequences plan={plan} back={back} />
                        </section>
                      )}
                      <RollbackWays plan={plan} />
                    </>
                  )}
                </div>
              </PaneBody>
            )}
          </>
        )}
      </MainPane>
      {beside ? (
        <aside className={planStyles['settings']} aria-label="How it runs">
          <div className={planStyles['scroll']}>{settings}</div>
          <div className={planStyles['acts']}>{begin}</div>
        </aside>
      ) : null}
      {asking && plan !== undefined && back.length > 0 ? (
        <RollbackDialog
          plan={plan}
          back={back}
          production={production}
          source={address.source}
          how={how}
          fields={fields}
          onClose={() => setAsking(false)}
          onBegun={(run) => go.run(run.id)}
        />
      ) : null}
    </Screen>
  )
}

/** What would be taken back from whom, before it is: the SQL, what goes with it, and what has no way back. */
export function RollbackScreen() {
  const refused = useWhyNot('migrations.read')
  return refused === null ? <Rollback /> : <ForbiddenFace title="Migrations are for those who keep the schemas">{refused}</ForbiddenFace>
}
