import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { MigrationPlan, PassedOver, TargetRehearsal } from '#contract/migrations.ts'
import { client, orpc } from '../bridge/index.ts'
import { useCommands, useWhyNot } from '../shell/index.ts'
import { Act, countOf, Figure, ForbiddenFace, formatCount, SummaryStrip } from '../ui/index.ts'
import { ApplyDialog } from './apply-dialog.tsx'
import { NewMigration } from './new-migration.tsx'
import { blocking, lintCounts, planFacts, versionsWords, type Waivers } from './plan-facts.ts'
import { PlanMigrations } from './plan-migrations.tsx'
import { PlanTargets } from './plan-targets.tsx'
import { PlannedFrame, type PlannedPart, planningOptions } from './planned-frame.tsx'
import { Rehearsal } from './rehearsal.tsx'
import { type LimitFields, limitsWhyNot, sensibleLimits } from './run-limits.ts'
import { SourcePicker } from './source-picker.tsx'
import { namesOf, versionsOf } from './source-versions.ts'
import { TargetsPicker } from './targets-picker.tsx'
import { readTargets, selectionOf } from './targets-text.ts'
import { useAddress, useGo } from './use-address.ts'
import { outdateAnswers, useGathering } from './use-gathering.ts'
import { useProduction } from './use-production.ts'
import { useSource } from './use-sources.ts'

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
  const refused = useWhyNot('migrations.apply')
  const source = useSource(address.source)
  const chosen = useMemo(() => readTargets(address.on), [address.on])
  const asked = {
    targets: selectionOf(chosen),
    ...(address.source === undefined ? {} : { source: address.source }),
    ...(address.to === undefined ? {} : { to: address.to }),
  }
  const planned = useQuery(orpc.migrations.plan.queryOptions({ input: asked, ...planningOptions }))
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
  const production = useProduction(address.on, inRun)

  const nobody = plan === undefined ? 'The plan is not made yet.' : worked.length === 0 ? 'Nothing is pending in any chosen target.' : null
  const applyWhyNot =
    refused ??
    nobody ??
    (stopped.length > 0
      ? `${countOf(stopped.length, 'finding', 'findings')} of the lint keep it from being applied: mend the file, or let them pass with a reason.`
      : null) ??
    (production === null ? 'Which targets are in production is not known yet.' : null) ??
    limitsWhyNot(fields)
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
  const onWaive = (rule: string, reason: string | null) =>
    setWaivers((before) => {
      const next = new Map(before)
      if (reason === null) next.delete(rule)
      else next.set(rule, reason)
      return next
    })
  const parts: readonly PlannedPart[] =
    plan === undefined || facts === null
      ? []
      : [
          {
            id: 'sql',
            title: 'SQL',
            ...(stopped.length === 0 ? {} : { count: stopped.length, loud: true }),
            content: <PlanMigrations plan={plan} waivers={waivers} refused={refused} onWaive={onWaive} />,
          },
          {
            id: 'targets',
            title: 'Targets',
            count: formatCount(worked.length),
            table: true,
            content: <PlanTargets targets={worked} kind="worked" />,
          },
          {
            id: 'passed',
            title: 'Passed over',
            count: formatCount(facts.passedCount),
            table: true,
            content: <PlanTargets targets={facts.passed.flatMap(({ targets }) => targets)} kind="passed" />,
          },
          {
            id: 'rehearsal',
            title: 'Rehearsal',
            ...(rehearsal.items.size === 0 ? {} : { count: rehearsal.items.size }),
            content: <Rehearsal gathered={rehearsal} targets={worked.length} whyNot={rehearseWhyNot} />,
          },
        ]
  return (
    <PlannedFrame
      desk="plan"
      planned={planned}
      asking="Asking every target what is pending, and reading the files"
      undone="Nothing was changed."
      headerActs={
        <Act icon="copy" whyNot={rehearseWhyNot} onClick={rehearse}>
          Rehearse on clones
        </Act>
      }
      filters={
        <>
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
        </>
      }
      filtersEnd={
        <NewMigration
          source={address.source}
          views={source.views}
          onMade={() => {
            outdateAnswers()
            void planned.refetch()
          }}
        />
      }
      begin={
        <Act look="primary" whyNot={applyWhyNot} onClick={() => setApplying(true)}>
          {worked.length === 0 ? 'Apply…' : `Apply to ${formatCount(worked.length)}…`}
        </Act>
      }
      summary={plan === undefined ? null : <PlanSummary plan={plan} waivers={waivers} />}
      partsLabel="Parts of the plan"
      parts={parts}
      fields={own}
      inRun={inRun.length}
      onFields={setOwn}
      question={
        applying && plan !== undefined ? (
          <ApplyDialog
            versions={[...new Set(plan.migrations.map(({ version }) => version))]}
            changed={worked.length}
            targets={inRun.length}
            production={production ?? []}
            chosen={chosen}
            source={address.source}
            to={address.to}
            fields={fields}
            waivers={waivers}
            onClose={() => setApplying(false)}
            onBegun={(run) => go.run(run.id)}
          />
        ) : null
      }
    />
  )
}

/** What would be applied to whom, before it is: the SQL, what is wrong with it, and how the run would go. */
export function PlanScreen() {
  const refused = useWhyNot('migrations.read')
  return refused === null ? <Plan /> : <ForbiddenFace title="Migrations are for those who keep the schemas">{refused}</ForbiddenFace>
}
