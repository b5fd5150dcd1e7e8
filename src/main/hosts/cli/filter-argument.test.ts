import { describe, expect, it } from 'vitest'
import { parseFilter, parseSort } from './filter-argument.ts'

describe('a filter argument', () => {
  it.each([
    ['status = active', 'status', 'eq', ['active']],
    ['status=active', 'status', 'eq', ['active']],
    ['id >= 100', 'id', 'ge', ['100']],
    ['id<>3', 'id', 'ne', ['3']],
    ['email contains example.org', 'email', 'contains', ['example.org']],
    ['name starts-with O', 'name', 'starts-with', ['O']],
    ["name = ' padded '", 'name', 'eq', [' padded ']],
    ["name = 'it''s'", 'name', 'eq', ["it's"]],
    ['"odd name" is null', 'odd name', 'is-null', []],
    ['deleted_at IS NOT NULL', 'deleted_at', 'is-not-null', []],
    ['amount between 100 and 200', 'amount', 'between', ['100', '200']],
    ['day between 2026-01-01..2026-02-01', 'day', 'between', ['2026-01-01', '2026-02-01']],
    ["role in admin, 'a,b'", 'role', 'in', ['admin', 'a,b']],
    ["name = '; drop table users; --", 'name', 'eq', ["'; drop table users; --"]],
    ['note =', 'note', 'eq', ['']],
  ])('reads %s', (text, column, operator, values) => {
    expect(parseFilter(text)).toEqual({ column, operator, values })
  })

  it.each(['', 'status', 'status resembles x', 'a between 1', 'a is null now', 'a in'])('refuses "%s" with the forms there are', (text) => {
    expect(() => parseFilter(text)).toThrowError(/is not of the form/)
  })
})

describe('a sort argument', () => {
  it.each([
    ['id', 'id', 'asc'],
    ['id:desc', 'id', 'desc'],
    ['odd:name:asc', 'odd:name', 'asc'],
  ])('reads %s', (text, column, direction) => {
    expect(parseSort(text)).toEqual({ column, direction })
  })
})
