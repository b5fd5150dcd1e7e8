import { useMemo } from 'react'
import type { RunTarget } from '#contract/migrations.ts'
import { useInstants, useRowHeights } from '../shell/index.ts'
import { DataGrid, type GridColumn, type RowSource, useGrid } from '../ui/grid/index.ts'
import { EmptyFace, formatDuration, State } from '../ui/index.ts'
import { outcomeWords } from './run-facts.ts'
import { runTargetWords } from './state-words.ts'
import { nameColumn, serverColumn } from './targets-table.tsx'

/** A target of a run as a row: known by its name in the run. */
export type RunRow = RunTarget & { readonly id: string }

export const runRowOf = (target: RunTarget): RunRow => ({ ...target, id: target.target })

interface RunListProps {
  readonly source: RowSource<RunRow>
  /** Versions are taken back, not applied. */
  readonly takesBack: boolean
  readonly open: string | undefined
  readonly revealed: number | null
  readonly onOpen: (row: RunRow, index: number) => void
  readonly resetKey: string
  readonly emptyTitle: string
}

/** The targets of a run as a table. */
export function RunList({ source, takesBack, open, revealed, onOpen, resetKey, emptyTitle }: RunListProps) {
  const heights = useRowHeights()
  const instants = useInstants()
  const columns = useMemo(
    (): GridColumn<RunRow>[] => [
      nameColumn(),
      {
        id: 'status',
        title: 'Outcome',
        width: 110,
        cell: ({ status }) => {
          const words = runTargetWords[status]
          return (
            <State glyph={words.glyph} tone={words.tone} glyphTone={words.glyphTone}>
              {words.word}
            </State>
          )
        },
        text: ({ status }) => runTargetWords[status].word,
      },
      {
        id: 'words',
        title: 'What came of it',
        width: 300,
        grows: true,
        cell: (row) => outcomeWords(row, takesBack),
        text: (row) => outcomeWords(row, takesBack),
      },
      {
        id: 'wave',
        title: 'Wave',
        width: 76,
        givesWay: 3,
        cell: ({ wave }) => (wave === 0 ? 'canary' : <span className="num">{wave}</span>),
        text: ({ wave }) => (wave === 0 ? 'canary' : String(wave)),
      },
      {
        id: 'took',
        title: 'Took',
        width: 84,
        align: 'end',
        cell: ({ ms }) => <span className="num">{ms === null ? '' : formatDuration(ms)}</span>,
        text: ({ ms }) => (ms === null ? '' : String(ms)),
      },
      {
        id: 'attempts',
        title: 'Attempts',
        width: 84,
        align: 'end',
        givesWay: 2,
        cell: ({ attempts }) => <span className="num">{attempts === 0 ? '' : attempts}</span>,
        text: ({ attempts }) => String(attempts),
      },
      {
        id: 'at',
        title: 'At',
        width: 90,
        givesWay: 4,
        cell: ({ finishedAt, startedAt }) => {
          const when = finishedAt ?? startedAt
          return <span className="num">{when === null ? '' : instants.seconds(new Date(when))}</span>
        },
        text: ({ finishedAt }) => finishedAt ?? '',
      },
      serverColumn(),
    ],
    [instants, takesBack],
  )
  const grid = useGrid('migrations-run', columns)
  return (
    <DataGrid
      grid={grid}
      source={source}
      label="Targets of the run"
      rowHeight={heights.list}
      onOpen={onOpen}
      isOpen={(row) => row.id === open}
      revealed={revealed}
      resetKey={resetKey}
      empty={
        <EmptyFace icon="tenants" title={emptyTitle}>
          The other targets stand under the other words above.
        </EmptyFace>
      }
    />
  )
}
