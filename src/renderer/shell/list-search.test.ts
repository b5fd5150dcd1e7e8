import { expect, it } from 'vitest'
import { readListSearch, readSort, writeSort } from './list-search.ts'

it('keeps what a list knows and lets the rest go', () => {
  expect(readListSearch({ search: 'osei', sort: '-due', other: 1, open: 42, view: '' })).toEqual({
    search: 'osei',
    sort: '-due',
    open: '42',
  })
})

it('writes a sort into the address and reads it back', () => {
  const sort = readSort('-due,name')
  expect(sort).toEqual([
    { column: 'due', direction: 'desc' },
    { column: 'name', direction: 'asc' },
  ])
  expect(writeSort(sort)).toBe('-due,name')
  expect(writeSort(readSort(undefined))).toBeUndefined()
})
