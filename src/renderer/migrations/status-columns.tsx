import { CellGlyph } from '../ui/cell-map/index.ts'
import type { GridColumn } from '../ui/grid/index.ts'
import { State, Tag } from '../ui/index.ts'
import { targetWord, targetWords, toolNames } from './state-words.ts'
import styles from './status.module.css'
import type { StatusRow } from './status-rows.ts'
import { serverColumn } from './targets-table.tsx'
import { marksOf, shortVersion, type VersionMark, versionMarks } from './versions.ts'

/** The marks of a row, worked out once for all its cells. */
const known = new WeakMap<object, { readonly order: readonly string[]; readonly marks: ReadonlyMap<string, VersionMark> }>()

function markOf({ status }: StatusRow, version: string, order: readonly string[]): VersionMark {
  if (status === null) return 'none'
  let entry = known.get(status)
  if (entry === undefined || entry.order !== order) {
    entry = { order, marks: marksOf(status, order) }
    known.set(status, entry)
  }
  return entry.marks.get(version) ?? 'none'
}

function StateCell({ row: { status, asked, outOfService } }: { readonly row: StatusRow }) {
  if (status === null)
    return (
      <State glyph={asked ? 'running' : 'wait'} tone="faint" glyphTone={asked ? 'accent' : 'faint'}>
        {asked ? 'Asking' : 'Not asked'}
      </State>
    )
  const words = targetWords[status.state]
  return (
    <State glyph={words.glyph} tone={words.tone} glyphTone={words.glyphTone}>
      {targetWord(status.state, status.pending.length)}
      {outOfService === null ? null : <small className={styles['apart']}>{outOfService}</small>}
    </State>
  )
}

const versionColumn = (version: string, name: string | undefined, order: readonly string[]): GridColumn<StatusRow> => ({
  id: `version:${version}`,
  title: shortVersion(version),
  // As wide as its name wants, within reason.
  width: Math.min(120, Math.max(56, shortVersion(version).length * 7 + 24)),
  minWidth: 30,
  cell: (row) => {
    const mark = markOf(row, version, order)
    return mark === 'none' ? null : (
      <span className={styles['version']}>
        <CellGlyph
          mark={versionMarks[mark].mark}
          side={14}
          label={`${version}${name === undefined ? '' : ` ${name}`}: ${versionMarks[mark].words}`}
        />
      </span>
    )
  },
  text: (row) => {
    const mark = markOf(row, version, order)
    return mark === 'none' ? '' : versionMarks[mark].words
  },
})

/** The beginning that everybody has, as one column. */
const foldedColumn = (folded: readonly string[]): GridColumn<StatusRow> => ({
  id: 'versions:folded',
  title: `${shortVersion(folded[0] ?? '')} to ${shortVersion(folded.at(-1) ?? '')}`,
  width: 110,
  cell: ({ status }) => {
    if (status === null) return null
    const applied = new Set(status.applied)
    const count = folded.filter((version) => applied.has(version)).length
    return (
      <span className={styles['folded']}>
        <CellGlyph mark={count === folded.length ? 'done' : 'due'} side={14} />
        <span className="num">{count === folded.length ? `all ${count}` : `${count} of ${folded.length}`}</span>
      </span>
    )
  },
  text: ({ status }) => (status === null ? '' : folded.filter((version) => status.applied.includes(version)).join(' ')),
})

interface ColumnFacts {
  readonly versions: readonly string[]
  readonly names: ReadonlyMap<string, string>
  /** How many leading versions are one column. */
  readonly folded: number
  /** Some target is of another tool than ours. */
  readonly foreign: boolean
}

/** The matrix: who, how it stands, and a cell for each version. */
export const statusColumns = ({ versions, names, folded, foreign }: ColumnFacts): GridColumn<StatusRow>[] => [
  {
    id: 'name',
    title: 'Target',
    width: 216,
    minWidth: 120,
    pinned: true,
    sortable: true,
    cell: (row) => (
      <b className={styles['name']} title={row.id}>
        {row.name}
      </b>
    ),
    text: (row) => row.id,
  },
  {
    id: 'state',
    title: 'State',
    width: 166,
    sortable: true,
    cell: (row) => <StateCell row={row} />,
    text: ({ status }) => (status === null ? '' : targetWord(status.state, status.pending.length)),
  },
  ...(foreign
    ? [
        {
          id: 'tool',
          title: 'Tool',
          width: 84,
          cell: ({ status }: StatusRow) =>
            status === null ? null : status.tool === 'provost' ? (
              <span className={styles['quiet']}>Provost</span>
            ) : (
              <Tag>{toolNames[status.tool]}</Tag>
            ),
          text: ({ status }: StatusRow) => status?.tool ?? '',
        },
      ]
    : []),
  {
    id: 'at',
    title: 'At',
    width: 76,
    sortable: true,
    cell: ({ status }) => {
      const last = status?.applied.at(-1)
      return status === null ? null : last === undefined ? (
        <span className={styles['quiet']}>none</span>
      ) : (
        <span className="mono" title={last}>
          {shortVersion(last)}
        </span>
      )
    },
    text: ({ status }) => status?.applied.at(-1) ?? '',
  },
  ...(folded === 0 ? [] : [foldedColumn(versions.slice(0, folded))]),
  ...versions.slice(folded).map((version) => versionColumn(version, names.get(version), versions)),
  { ...serverColumn(), sortable: true, grows: true },
]
