import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { MigrationPlan, PassedOver, TargetRehearsal } from '#contract/migrations.ts'
import { client, orpc, problemOf } from '../bridge/index.ts'
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
import { ApplyDialog } from './apply-dialog.tsx'
import { DeskHeader } from './desk-header.tsx'
import { NewMigration } from './new-migration.tsx'
import { NoTargets } from './no-targets.tsx'
import styles from './plan.module.css'
import { blocking, lintCounts, planFacts, versionsWords, type Waivers } from './plan-facts.ts'
import { PlanMigrations } from './plan-migrations.tsx'
import { PlanTargets } from './plan-targets.tsx'
import { Rehearsal } from './rehearsal.tsx'
import { type LimitFields, limitFaults, sensibleLimits } from './run-limits.ts'
import { RunSettings } from './run-settings.tsx'
import { SourcePicker } from './source-picker.tsx'
import { expectedTargets } from './status-rows.ts'
import { TargetsPicker, useWorkspaceTargets } from './targets-picker.tsx'
import { readTargets, selectionOf } from './targets-text.ts'
import { useAddress, useGo } from './use-address.ts'
import { outdateAnswers, useGathering } from './use-gathering.ts'
import { useRoomBeside } from './use-room.ts'
import { namesOf, useSource, versionsOf } from './use-sources.ts'

type Part = 'sql' | 'targets' | 'passed' | 'rehearsal' | 'settings'
const parts: readonly Part[] = ['sql', 'targets', 'passed', 'rehearsal', 'settings']
const isPart = (text: string | undefined): text is Part => parts.some((part) => part === text)

const keyOf = ({ target }: TargetRehearsal): string => target
const noWaivers: Waivers = new Map()

/** The plan in numbers: who gets what, who nothing, and what the lint says. */
function PlanSummary({ plan, waivers }: { readonly plan: MigrationPlan; readonly waivers: Waivers }) {
  const { worked, passedCount, passed } = planFacts(plan)
  const versions = [...new Set(plan.migrations.map(({ version }) => version))]
  const { errors, warnings, waived } = lintCounts(plan.lint, waivers)
  return (
    <SummaryStrip>
      <Figure
        label="Would be changed"
        value={formatCount(worked.length)}
        of={`of ${formatCount(plan.targets.length)}`}
        note={countOf(new Set(worked.map(({ server }) => server)).size, 'server', 'servers')}
      />
      <Figure
        label="Versions"
        value={formatCount(versions.length)}
        note={versions.length === 0 ? 'nothing pending' : <span className="mono">{versionsWords(versions)}</span>}
      />
      <Figure
        label="Lint"
        value={<span style={{ color: errors > 0 ? 'var(--pv-fail)' : undefined }}>{errors}</span>}
        of={errors === 1 ? 'error' : 'errors'}
        note={`${countOf(warnings, 'warning', 'warnings')}${waived === 0 ? '' : `, ${waived} let pass`}`}
      />
      <Figure
        label="Passed over"
        value={formatCount(passedCount)}
        of={`of ${formatCount(plan.targets.length)}`}
        note={
          passed.length === 0
            ? 'none'
            : passed
                .slice(0, 2)
                .map(({ reason, targets }) => `${reason.replace(/:.*/, '')} (${formatCount(targets.length)})`)
                .join(', ')
        }
      />
    </SummaryStrip>
  )
}

function Plan() {
  const [address, change] = useAddress()
  const go = useGo()
  const beside = useRoomBeside()
  const refused = useWhyNot('migrations.apply')
  const source = useSource(address.source)
  const workspace = useWorkspaceTargets()
  const chosen = useMemo(() => readTargets(address.on), [address.on])
  const asked = {
    targets: selectionOf(chosen),
    ...(address.source === undefined ? {} : { source: address.source }),
    ...(address.to === undefined ? {} : { to: address.to }),
  }
  const planned = useQuery(
    orpc.migrations.plan.queryOptions({
      input: asked,
      retry: false,
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      refetchOnMount: 'always',
    }),
  )
  const plan = planned.data
  const [waivers, setWaivers] = useState(noWaivers)
  const [own, setOwn] = useState<LimitFields | null>(null)
  const [applying, setApplying] = useState(false)
  const rehearsal = useGathering<TargetRehearsal, { readonly skipped: readonly PassedOver[] }>({
    question: `rehearse ${address.source ?? ''} ${address.on ?? ''} ${address.to ?? ''} ${[...waivers.keys()].join(' ')}`,
    keyOf,
    atOnce: false,
    open: (signal) => client.migrations.rehearse({ ...asked, waive: [...waivers].map(([rule, reason]) => ({ rule, reason })) }, { signal }),
  })

  const facts = useMemo(() => (plan === undefined ? null : planFacts(plan)), [plan])
  const worked = facts?.worked ?? []
  const inRun = useMemo(() => plan?.targets.filter(({ skipped }) => skipped === null) ?? [], [plan])
  const fields = own ?? sensibleLimits(inRun.length)
  const stopped = plan === undefined ? [] : blocking(plan.lint, waivers)
  const production = useMemo(() => {
    const known = expectedTargets(readTargets(address.on), { tenants: workspace.tenants ?? [], connections: workspace.connections ?? [] })
    const names = new Set(known.filter(({ environment }) => environment === 'production').map(({ id }) => id))
    return inRun.filter(({ target }) => names.has(target))
  }, [inRun, workspace.tenants, workspace.connections, address.on])
  const versions = [...new Set(plan?.migrations.map(({ version }) => version) ?? [])]

  const nobody = plan === undefined ? 'The plan is not made yet.' : worked.length === 0 ? 'Nothing is pending in any chosen target.' : null
  const applyWhyNot =
    refused ??
    nobody ??
    (stopped.length > 0
      ? `${countOf(stopped.length, 'finding', 'findings')} of the lint keep it from being applied: mend the file, or let them pass with a reason.`
      : Object.keys(limitFaults(fields)).length > 0
        ? 'A field of how it runs cannot be sent.'
        : null)
  const rehearseWhyNot = refused ?? nobody ?? (rehearsal.running ? 'It is being rehearsed.' : null)
  const rehearse = () => {
    change({ part: 'rehearsal' })
    rehearsal.again()
  }
  useCommands([
    { id: 'plan.apply', title: 'Apply the plan…', group: 'here', icon: 'play', whyNot: applyWhyNot, run: () => setApplying(true) },
    { id: 'plan.rehearse', title: 'Rehearse the plan on clones', group: 'here', icon: 'copy', whyNot: rehearseWhyNot, run: rehearse },
    { id: 'plan.again', title: 'Make the plan again', group: 'here', icon: 'refresh', keys: ['r'], run: () => void planned.refetch() },
  ])

  const known = versionsOf(source.views)
  const names = namesOf(source.views)
  const tabs: readonly TabItem<Part>[] = [
    { id: 'sql', title: 'SQL', ...(stopped.length === 0 ? {} : { count: stopped.length, loud: true }) },
    { id: 'targets', title: 'Targets', count: formatCount(worked.length) },
    { id: 'passed', title: 'Passed over', count: formatCount(facts?.passedCount ?? 0) },
    { id: 'rehearsal', title: 'Rehearsal', ...(rehearsal.items.size === 0 ? {} : { count: rehearsal.items.size }) },
    ...(beside ? [] : [{ id: 'settings' as const, title: 'How it runs' }]),
  ]
  const part = isPart(address.part) && tabs.some(({ id }) => id === address.part) ? address.part : 'sql'
  const settings =
    inRun.length === 0 ? (
      <Section title="How it runs">{plan === undefined ? 'It is asked when the plan is made.' : 'Nobody is worked on.'}</Section>
    ) : (
      <RunSettings fields={fields} targets={inRun.length} onChange={setOwn} />
    )
  const apply = (
    <Act look="primary" whyNot={applyWhyNot} onClick={() => setApplying(true)}>
      {worked.length === 0 ? 'Apply…' : `Apply to ${formatCount(worked.length)}…`}
    </Act>
  )
  const onWaive = (rule: string, reason: string | null) =>
    setWaivers((before) => {
      const next = new Map(before)
      if (reason === null) next.delete(rule)
      else next.set(rule, reason)
      return next
    })
  return (
    <Screen>
      <MainPane>
        <DeskHeader
          part="plan"
          acts={
            <>
              <Act icon="copy" whyNot={rehearseWhyNot} onClick={rehearse}>
                Rehearse on clones
              </Act>
              {beside ? null : apply}
            </>
          }
        />
        <FilterBar
          end={
            <>
              <NewMigration
                source={address.source}
                views={source.views}
                onMade={() => {
                  outdateAnswers()
                  void planned.refetch()
                }}
              />
              <Act
                icon="refresh"
                look="subtle"
                whyNot={planned.isFetching ? 'The plan is being made.' : null}
                onClick={() => void planned.refetch()}
              >
                Plan again
              </Act>
            </>
          }
        >
          <SourcePicker source={address.source} onChoose={(directory) => change({ source: directory, to: undefined }, true)} />
          <TargetsPicker on={address.on} onChoose={(on) => change({ on }, true)} />
          <Select
            aria-label="Up to version"
            w={220}
            data={[
              { value: '', label: 'Up to the newest' },
              ...known.map((version) => ({ value: version, label: `Up to ${version} ${names.get(version) ?? ''}`.trim() })),
            ]}
            value={address.to ?? ''}
            allowDeselect={false}
            searchable={known.length > 12}
            onChange={(value) => change({ to: value === null || value === '' ? undefined : value }, true)}
          />
        </FilterBar>
        {plan === undefined ? (
          planned.error === null ? (
            <LoadingFace rows={10}>Asking every target what is pending, and reading the files</LoadingFace>
          ) : problemOf(planned.error).code === 'migration.nothing-selected' ? (
            <NoTargets all={chosen.all} onAll={() => change({ on: undefined })} />
          ) : (
            <FailedFace problem={problemOf(planned.error)} onRetry={() => void planned.refetch()}>
              There is no plan. Nothing was changed.
            </FailedFace>
          )
        ) : (
          <>
            <PlanSummary plan={plan} waivers={waivers} />
            <Tabs label="Parts of the plan" tabs={tabs} value={part} onChange={(id) => change({ part: id === 'sql' ? undefined : id })} />
            {part === 'targets' ? (
              <PlanTargets targets={worked} kind="worked" />
            ) : part === 'passed' ? (
              <PlanTargets targets={facts?.passed.flatMap(({ targets }) => targets) ?? []} kind="passed" />
            ) : (
              <PaneBody>
                <div className={styles['body']}>
                  {part === 'rehearsal' ? (
                    <Rehearsal gathered={rehearsal} targets={worked.length} whyNot={rehearseWhyNot} />
                  ) : part === 'settings' ? (
                    settings
                  ) : (
                    <PlanMigrations plan={plan} waivers={waivers} refused={refused} onWaive={onWaive} />
                  )}
                </div>
              </PaneBody>
            )}
          </>
        )}
      </MainPane>
      {beside ? (
        <aside className={styles['settings']} aria-label="How it runs">
          <div className={styles['scroll']}>{settings}</div>
          <div className={styles['acts']}>{apply}</div>
        </aside>
      ) : null}
      {applying && plan !== undefined ? (
        <ApplyDialog
          versions={versions}
          changed={worked.length}
          targets={inRun.length}
          production={production}
          chosen={chosen}
          source={address.source}
          to={address.to}
          fields={fields}
          waivers={waivers}
          onClose={() => setApplying(false)}
          onBegun={(run) => go.run(run.id)}
        />
      ) : null}
    </Screen>
  )
}

/** What would be applied to whom, before it is: the SQL, what is wrong with it, and how the run would go. */
export function PlanScreen() {
  const refused = useWhyNot('migrations.read')
  return refused === null ? <Plan /> : <ForbiddenFace title="Migrations are for those who keep the schemas">{refused}</ForbiddenFace>
}
