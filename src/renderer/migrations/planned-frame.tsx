import type { ReactNode } from 'react'
import { problemOf } from '../bridge/index.ts'
import { Act, FailedFace, FilterBar, LoadingFace, MainPane, Note, PaneBody, Screen, Section, type TabItem, Tabs } from '../ui/index.ts'
import { DeskHeader, type Part } from './desk-header.tsx'
import { NoTargets } from './no-targets.tsx'
import styles from './plan.module.css'
import { type LimitFields, sensibleLimits } from './run-limits.ts'
import { RunSettings } from './run-settings.tsx'
import { readTargets } from './targets-text.ts'
import { useAddress } from './use-address.ts'
import { useRoomBeside } from './use-room.ts'

/** A plan is of a moment: it is made anew whenever somebody comes to it, and not behind their back. */
export const planningOptions = { retry: false, staleTime: 30_000, refetchOnWindowFocus: false, refetchOnMount: 'always' } as const

/** What is asked of the plan's query. */
interface Planned {
  readonly data: unknown
  readonly error: unknown
  readonly isFetching: boolean
  readonly refetch: () => unknown
}

/** Why what is planned cannot be begun now: it is not made, or may not be so any more. */
export function planWhyNot({ data, error, isFetching }: Omit<Planned, 'refetch'>): string | null {
  if (data === undefined) return 'The plan is not made yet.'
  if (isFetching) return 'The plan is being made again.'
  return error === null ? null : 'The plan could not be made again.'
}

/** A part of what is planned, under its tab. */
export interface PlannedPart extends TabItem<string> {
  readonly content: ReactNode
  /** It is a table, which scrolls by itself. */
  readonly table?: boolean
}

interface PlannedFrameProps {
  readonly desk: Part
  readonly planned: Planned
  /** What is being asked, while the plan is made. */
  readonly asking: string
  /** What was not done, where there is no plan. */
  readonly undone: string
  readonly filters: ReactNode
  readonly filtersEnd?: ReactNode
  readonly headerActs?: ReactNode
  /** The act that begins it: pinned below the settings where there is room, else in the head. */
  readonly begin: ReactNode
  readonly summary: ReactNode
  readonly partsLabel: string
  /** The first is shown where the address names none. */
  readonly parts: readonly PlannedPart[]
  /** How the run is to go, as somebody set it; null for what suits. */
  readonly fields: LimitFields | null
  /** How many targets the run would go through. */
  readonly inRun: number
  readonly onFields: (fields: LimitFields) => void
  /** The last question, while it is asked. */
  readonly question: ReactNode
}

/** The screen of a run before it is one: what is chosen, what it would do in numbers and parts, and how it would go beside it. */
export function PlannedFrame(props: PlannedFrameProps) {
  const { desk, planned, asking, undone, filters, filtersEnd, headerActs, begin, summary, partsLabel, parts, fields, inRun, onFields } =
    props
  const [address, change] = useAddress()
  const beside = useRoomBeside()
  const settings =
    inRun === 0 ? (
      <Section title="How it runs">{planned.data === undefined ? 'It is asked when the plan is made.' : 'Nobody is worked on.'}</Section>
    ) : (
      <RunSettings fields={fields ?? sensibleLimits(inRun)} targets={inRun} onChange={onFields} />
    )
  const shown: readonly PlannedPart[] = beside ? parts : [...parts, { id: 'settings', title: 'How it runs', content: settings }]
  const [first] = shown
  const part = shown.find(({ id }) => id === address.part) ?? first
  const problem = planned.error === null ? null : problemOf(planned.error)
  const again = () => void planned.refetch()
  return (
    <Screen>
      <MainPane>
        <DeskHeader
          part={desk}
          acts={
            <>
              {headerActs}
              {beside ? null : begin}
            </>
          }
        />
        <FilterBar
          end={
            <>
              {filtersEnd}
              <Act icon="refresh" look="subtle" whyNot={planned.isFetching ? 'The plan is being made.' : null} onClick={again}>
                Plan again
              </Act>
            </>
          }
        >
          {filters}
        </FilterBar>
        {planned.data !== undefined ? (
          <>
            {problem === null ? null : (
              <div className={styles['stale']} role="alert">
                <Note tone="fail">
                  The plan could not be made again, and is as it was. {problem.title} {problem.remedy.join(' ')}
                </Note>
              </div>
            )}
            {summary}
            <Tabs
              label={partsLabel}
              tabs={shown}
              value={part?.id ?? ''}
              onChange={(id) => change({ part: id === first?.id ? undefined : id })}
            />
            {part?.table === true ? (
              part.content
            ) : (
              <PaneBody>
                <div className={styles['body']}>{part?.content}</div>
              </PaneBody>
            )}
          </>
        ) : problem === null ? (
          <LoadingFace rows={10}>{asking}</LoadingFace>
        ) : problem.code === 'migration.nothing-selected' ? (
          <NoTargets all={readTargets(address.on).all} onAll={() => change({ on: undefined })} />
        ) : (
          <FailedFace problem={problem} onRetry={again}>
            There is no plan. {undone}
          </FailedFace>
        )}
      </MainPane>
      {beside ? (
        <aside className={styles['settings']} aria-label="How it runs">
          <div className={styles['scroll']}>{settings}</div>
          <div className={styles['acts']}>{begin}</div>
        </aside>
      ) : null}
      {props.question}
    </Screen>
  )
}
