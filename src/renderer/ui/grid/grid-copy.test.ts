import { expect, it } from 'vitest'
import type { GridColumn } from './grid-column.ts'
import { copiedAtMost, oneText, selectedText } from './grid-copy.ts'
import { RowRanges } from './row-ranges.ts'
import { arraySource } from './row-source.ts'

const column = (id: string, text: (row: number) => string): GridColumn<number> => ({ id, title: id, width: 10, cell: () => null, text })
const columns = [column('n', String), column('twice', (row) => String(row * 2))]

it('copies selected rows as tab-separated text, with headings when asked', async () => {
  const source = arraySource([10, 11, 12, 13])
  const selected = RowRanges.none.with(0).with(2, 3)
  expect((await selectedText(source, columns, selected, true)).text).toBe('n\ttwice\n10\t20\n12\t24\n13\t26')
})

it('copies no more than one copy takes, and says how many', async () => {
  const source = arraySource(Array.from({ length: copiedAtMost + 50 }, (_, index) => index))
  expect((await selectedText(source, columns, RowRanges.none.with(0, copiedAtMost + 49), false)).rows).toBe(copiedAtMost)
})

it('copies a single cell as it is, without quoting it', () => {
  expect(oneText(7, [column('note', () => 'a\tb "c"')], false)).toBe('a\tb "c"')
  expect(oneText(7, columns, true)).toBe('n\ttwice\n7\t14')
})
