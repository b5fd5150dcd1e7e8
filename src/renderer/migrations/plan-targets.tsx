import type { TargetPlan } from '#contract/migrations.ts'
import type { GridColumn } from '../ui/grid/index.ts'
import { State } from '../ui/index.ts'
import { targetWord, targetWords } from './state-words.ts'
import { TargetsTable } from './targets-table.tsx'

const state: GridColumn<TargetPlan> = {
  id: 'state',
  title: 'State',
  width: 120,
  cell: ({ state: stands, versions, skipped }) => {
    // Whom a run passes over whatever its schema was not asked.
    if (skipped !== null)
      return (
        <State glyph="skip" tone="faint">
          Not asked
        </State>
      )
    const words = targetWords[stands]
    return (
      <State glyph={words.glyph} tone={words.tone} glyphTone={words.glyphTone}>
        {targetWord(stands, versions.length)}
      </State>
    )
  },
  text: ({ state: stands }) => stands,
}

const worked: readonly GridColumn<TargetPlan>[] = [
  state,
  {
    id: 'gets',
    title: 'Gets',
    width: 200,
    grows: true,
    cell: ({ versions }) => <span className="mono">{versions.join(', ')}</span>,
    text: ({ versions }) => versions.join(' '),
  },
]

const whyPassed = ({ skipped, problems }: TargetPlan): string => skipped ?? problems[0]?.title ?? 'nothing is pending'

const passed: readonly GridColumn<TargetPlan>[] = [
  state,
  { id: 'why', title: 'Why it is passed over', width: 300, grows: true, cell: whyPassed, text: whyPassed },
]

/** The targets of a plan: those that get something, or those passed over and why. */
export function PlanTargets({ targets, kind }: { readonly targets: readonly TargetPlan[]; readonly kind: 'worked' | 'passed' }) {
  return kind === 'worked' ? (
    <TargetsTable
      id="migrations-plan-worked"
      label="Targets that would be changed"
      targets={targets}
      columns={worked}
      emptyTitle="No target would be changed"
      emptyWords="All that were chosen are current or passed over."
    />
  ) : (
    <TargetsTable
      id="migrations-plan-passed"
      label="Targets passed over"
      targets={targets}
      columns={passed}
      emptyTitle="None is passed over"
      emptyWords="Every chosen target gets something."
    />
  )
}
