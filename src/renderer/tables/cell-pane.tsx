import { skipToken, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ColumnDescription, Filter, TableDescription } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import { orpc, problemOf } from '../bridge/index.ts'
import { copyText } from '../ui/grid/index.ts'
import { Act, CellValue, cellText, cellWords, Facts, FailedFace, LoadingFace, Note, Section, SidePane, Tabs } from '../ui/index.ts'
import styles from './cell-pane.module.css'
import { cellOf } from './row-columns.tsx'
import type { RowsWanted, TableRow } from './use-table-rows.ts'

interface CellPaneProps {
  readonly wanted: RowsWanted
  readonly description: TableDescription
  readonly row: TableRow
  readonly index: ReadonlyMap<string, number>
  readonly column: string
  readonly onColumn: (column: string) => void
  readonly onFilter: (filter: Filter) => void
  readonly onClose: () => void
}

/** The row's key as text, by which its whole cells are fetched; null where rows cannot be told apart by one. */
function keyOf(description: TableDescription, row: TableRow, index: ReadonlyMap<string, number>): Record<string, string> | null {
  const key = description.columns.filter((column) => column.keyPosition !== null)
  const cells = key.map((column) => [column.name, cellOf(row, index, column.name)] as const)
  if (key.length === 0 || cells.some(([, cell]) => cell === null || typeof cell === 'object')) return null
  return Object.fromEntries(cells.map(([name, cell]) => [name, cellText(cell)]))
}

const isCut = (cell: Cell): boolean => typeof cell === 'object' && cell !== null && '$cut' in cell

const imageTypes: ReadonlySet<string> = new Set(['png', 'jpeg', 'gif'])

const hex = (base64: string): string => {
  const bytes = Uint8Array.from(atob(base64.slice(0, 1368)), (sign) => sign.codePointAt(0) ?? 0)
  const lines: string[] = []
  for (let from = 0; from < bytes.length; from += 16)
    lines.push(Array.from(bytes.subarray(from, from + 16), (byte) => byte.toString(16).padStart(2, '0')).join(' '))
  return lines.join('\n')
}

const pretty = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function WholeValue({ cell, column }: { readonly cell: Cell; readonly column: ColumnDescription }) {
  const words = cellWords(cell, column.kind)
  if (words.look === 'absent' || words.look === 'hidden' || words.look === 'odd') return <CellValue cell={cell} kind={column.kind} />
  if (typeof cell === 'object' && cell !== null && '$bytes' in cell) {
    const type = words.look === 'tagged' ? words.tag : 'bytes'
    return (
      <>
        <p>
          <CellValue cell={cell} kind={column.kind} />
        </p>
        {imageTypes.has(type) ? (
          <img className={styles['image']} src={`data:image/${type};base64,${cell.$bytes}`} alt={`What ${column.name} holds`} />
        ) : (
          <pre className={styles['value']}>{hex(cell.$bytes)}</pre>
        )}
      </>
    )
  }
  const text = cellText(cell)
  return <pre className={styles['value']}>{column.kind === 'json' ? pretty(text) : text}</pre>
}

function CellSection({ wanted, description, row, index, column }: Omit<CellPaneProps, 'onColumn' | 'onFilter' | 'onClose'>) {
  const described = description.columns.find((one) => one.name === column)
  const shown = cellOf(row, index, column)
  const cut = isCut(shown)
  const key = keyOf(description, row, index)
  const { target, table } = wanted
  const whole = useQuery(
    orpc.tables.cell.queryOptions({
      input: cut && key !== null ? { target, table, column, key } : skipToken,
      staleTime: 60_000,
      gcTime: 10_000,
    }),
  )
  if (described === undefined) return null
  const cell = cut ? (whole.data?.cell ?? shown) : shown
  return (
    <Section title={described.type} aside={described.nullable ? 'may be null' : 'never null'}>
      {cut && key === null ? (
        <Note tone="warn">This table has no key, so one row cannot be asked for again: only the beginning of the value is here.</Note>
      ) : null}
      {cut && whole.isLoading ? <LoadingFace rows={2}>Reading the whole value</LoadingFace> : <WholeValue cell={cell} column={described} />}
      {whole.error === null ? null : <FailedFace problem={problemOf(whole.error)} onRetry={() => void whole.refetch()} />}
      {described.comment === null ? null : <p>{described.comment}</p>}
    </Section>
  )
}

/** One cell with its whole value, and its row. */
export function CellPane(props: CellPaneProps) {
  const { description, row, index, column, onColumn, onFilter, onClose } = props
  const [tab, setTab] = useState<'cell' | 'row'>('cell')
  const cell = cellOf(row, index, column)
  const filter: Filter | null =
    cell === null
      ? { column, operator: 'is-null', values: [] }
      : typeof cell === 'object'
        ? null
        : { column, operator: 'eq', values: [cellText(cell)] }
  const key = keyOf(description, row, index)
  return (
    <SidePane
      title={<span className="mono">{column}</span>}
      label={`Cell ${column}`}
      subtitle={
        key === null
          ? 'row without a key'
          : Object.entries(key)
              .map(([name, value]) => `${name} ${value}`)
              .join(', ')
      }
      onClose={onClose}
      tabs={
        <Tabs
          label="Cell or row"
          tabs={[
            { id: 'cell', title: 'Cell' },
            { id: 'row', title: 'Row', count: description.columns.length },
          ]}
          value={tab}
          onChange={setTab}
        />
      }
      acts={
        <>
          <Act icon="copy" onClick={() => copyText(cellText(cell))}>
            Copy
          </Act>
          <Act
            icon="filter"
            onClick={() => filter !== null && onFilter(filter)}
            whyNot={filter === null ? 'A value that is cut, hidden or of bytes cannot be filtered by.' : null}
          >
            Filter by it
          </Act>
        </>
      }
    >
      {tab === 'cell' ? (
        <CellSection {...props} />
      ) : (
        <Section>
          <Facts
            facts={description.columns.map((one) => [
              one.name,
              // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; arrows in the grid do the same
              <div key={one.name} className={styles['one']} onClick={() => onColumn(one.name)}>
                <CellValue cell={cellOf(row, index, one.name)} kind={one.kind} />
              </div>,
            ])}
          />
        </Section>
      )}
    </SidePane>
  )
}
