import { describe, expect, it } from 'vitest'
import { type GridColumn, sortAfter } from './grid-column.ts'
import { columnsInView, orderedIds, placeColumns, readLayout } from './grid-layout.ts'

const column = (id: string, width: number, more: Partial<GridColumn<object>> = {}) => ({
  column: { id, title: id, width, cell: () => null, text: () => '', ...more },
  width,
  pinned: more.pinned === true,
})

describe('how columns are placed', () => {
  it('lets columns give way in their declared order, the highest first', () => {
    const columns = [column('name', 200), column('domain', 150, { givesWay: 2 }), column('server', 150, { givesWay: 1 })]
    expect(placeColumns(columns, 360).map(({ column: { id } }) => id)).toEqual(['name', 'server'])
    expect(placeColumns(columns, 210).map(({ column: { id } }) => id)).toEqual(['name'])
  })
  it('gives the rest to the growing column', () => {
    const placed = placeColumns([column('name', 100, { grows: true }), column('size', 80)], 400)
    expect(placed.map(({ width, left }) => [width, left])).toEqual([
      [320, 0],
      [80, 320],
    ])
  })
  it('puts pinned columns first', () => {
    const placed = placeColumns([column('a', 50), column('b', 60, { pinned: true })], 500)
    expect(placed.map(({ column: { id }, left }) => [id, left])).toEqual([
      ['b', 0],
      ['a', 60],
    ])
  })
  it('draws only the columns in view', () => {
    const placed = placeColumns(
      Array.from({ length: 100 }, (_, index) => column(String(index), 100)),
      800,
    )
    const seen = columnsInView(placed, 5000, 5800).map(({ column: { id } }) => Number(id))
    expect([seen[0], seen.at(-1)]).toEqual([49, 59])
  })
})

describe('what is remembered of a grid', () => {
  it('keeps new columns beside the neighbour they are declared after', () => {
    expect(orderedIds(['a', 'b', 'c', 'd'], ['c', 'a', 'gone'])).toEqual(['c', 'd', 'a', 'b'])
  })
  it('takes nothing that is no layout', () => {
    expect(readLayout({ sizes: { a: 90, b: 'wide' }, order: ['a', 3], shown: null, pinned: { a: true } })).toEqual({
      sizes: { a: 90 },
      shown: {},
      order: ['a'],
      pinned: { a: true },
    })
  })
})

it('goes from ascending to descending to unsorted, alone or beside others', () => {
  expect(sortAfter([], 'a', false)).toEqual([{ column: 'a', direction: 'asc' }])
  expect(sortAfter([{ column: 'a', direction: 'desc' }], 'a', false)).toEqual([])
  expect(sortAfter([{ column: 'a', direction: 'asc' }], 'b', true)).toEqual([
    { column: 'a', direction: 'asc' },
    { column: 'b', direction: 'asc' },
  ])
  expect(sortAfter([{ column: 'a', direction: 'asc' }], 'b', false)).toEqual([{ column: 'b', direction: 'asc' }])
})
