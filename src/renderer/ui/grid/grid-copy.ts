import { tsvLine } from '../cell-words.ts'
import type { GridColumn } from './grid-column.ts'
import type { RowRanges } from './row-ranges.ts'
import type { RowSource } from './row-source.ts'

/** Rows at most that one copy takes; more than this is an export. */
export const copiedAtMost = 10_000

/** The selected rows as tab-separated text, read where they are not in memory. */
export async function selectedText<Row>(
  source: RowSource<Row>,
  columns: readonly GridColumn<Row>[],
  selected: RowRanges,
  headings: boolean,
): Promise<{ readonly text: string; readonly rows: number }> {
  const rows: Row[] = []
  const { signal } = new AbortController()
  for (const [first, last] of selected.ranges) {
    if (rows.length >= copiedAtMost) break
    rows.push(...(await source.read(first, Math.min(last, first + copiedAtMost - rows.length - 1), signal)))
  }
  const body = rows.map((row) => tsvLine(columns.map((column) => column.text(row))))
  return { text: [...headingLine(columns, headings), ...body].join('\n'), rows: rows.length }
}

/** One cell as it is, or with its heading above it; where rows are chosen, the whole row. */
export const oneText = <Row>(row: Row, columns: readonly GridColumn<Row>[], headings: boolean): string => {
  const [only, ...more] = columns
  const plain = only !== undefined && more.length === 0 && !headings ? only.text(row) : tsvLine(columns.map((column) => column.text(row)))
  return [...headingLine(columns, headings), plain].join('\n')
}

const headingLine = <Row>(columns: readonly GridColumn<Row>[], headings: boolean): string[] =>
  headings ? [tsvLine(columns.map(({ title }) => title))] : []
