import { describe, expect, it } from 'vitest'
import { filterFault, operatorsFor, operatorWord, valueWords } from './filter-words.ts'
import { readTablesSearch } from './search.ts'
import { findTable, groupTables, tableText } from './table-name.ts'

describe('filters in words', () => {
  it('speaks of times as before and after, of numbers as under and over', () => {
    expect([operatorWord('lt', 'timestamp'), operatorWord('lt', 'integer')]).toEqual(['before', 'under'])
  })
  it('offers no comparison for bytes and json', () => {
    expect(operatorsFor('bytes')).toEqual(['is-null', 'is-not-null'])
  })
  it('sums up many values and shows few', () => {
    expect(valueWords({ column: 'a', operator: 'in', values: ['x', 'y', 'z'] })).toBe('3 values')
    expect(valueWords({ column: 'a', operator: 'between', values: ['1', '5'] })).toBe('1 and 5')
    expect(valueWords({ column: 'a', operator: 'eq', values: [''] })).toBe('empty text')
    expect(valueWords({ column: 'a', operator: 'is-null', values: [] })).toBeNull()
  })
  it('says what a filter still needs, and lets an empty text be asked for', () => {
    expect(filterFault('between', ['1', ''])).toBe('Between takes two values.')
    expect(filterFault('eq', [''])).toBeNull()
  })
})

describe('the address of the table browser', () => {
  it('keeps filters that are filters and leaves out the rest', () => {
    const search = readTablesSearch({
      table: 'public.users',
      tab: 'rows',
      filters: [{ column: 'id', operator: 'eq', values: ['1'] }, { column: 'x', operator: 'drop', values: [] }, 7],
    })
    expect(search).toEqual({ table: 'public.users', filters: [{ column: 'id', operator: 'eq', values: ['1'] }] })
  })
})

describe('tables by name', () => {
  const table = (schema: string | null, name: string, group: string | null = null) =>
    ({ schema, name, kind: 'table', estimatedRows: null, bytes: null, comment: null, group }) as const
  it('finds a table by its whole name before its bare one', () => {
    const tables = [table('a', 'users'), table('b', 'users')]
    expect(findTable(tables, 'b.users')).toBe(tables[1])
    expect(findTable(tables, 'users')).toBe(tables[0])
    expect(tableText(table(null, 'users'))).toBe('users')
  })
  it('puts what is not recognised last', () => {
    const groups = groupTables([table('p', 'x'), table('p', 'users', 'People'), table('p', 'payments', 'Money')])
    expect(groups.map((group) => group.title)).toEqual(['People', 'Money', 'Other'])
  })
})
