import { describe, expect, test } from 'vitest'
import type { SqlDialect } from './sql-tokens.ts'
import { firstWord, tokens } from './statement-words.ts'

const words = (sql: string, dialect: SqlDialect): string[] =>
  [...tokens(sql, dialect)].filter((token) => token.kind === 'word').map((token) => token.text)

describe('the first word', () => {
  test.each([
    ['select 1', 'postgres', 'select'],
    ['  \n\t SELECT 1', 'mysql', 'select'],
    ['-- select\ndelete from t', 'postgres', 'delete'],
    ['/* select */ delete from t', 'mysql', 'delete'],
    ['/* a /* nested */ still */ delete from t', 'postgres', 'delete'],
    ['# select\ndelete from t', 'mysql', 'delete'],
    ['((select 1))', 'postgres', 'select'],
    ['/*!50000 delete from t */', 'mysql', 'delete'],
    ['/*M!100000 delete from t */', 'mysql', 'delete'],
    ['/*!50000 delete from t */', 'sqlite', ''],
    ['', 'mysql', ''],
    ['-- nothing', 'mysql', ''],
    ["'select'", 'mysql', ''],
    ['; select 1', 'postgres', ''],
    ['/* never closed', 'mysql', ''],
  ] as const)('of %j in %s is %j', (sql, dialect, word) => {
    expect(firstWord(sql, dialect)).toBe(word)
  })
})

describe('words within quotes and comments are none', () => {
  test.each([
    ["select 'into' as a", 'mysql', ['select', 'as', 'a']],
    [String.raw`select 'it\'s into' as a`, 'mysql', ['select', 'as', 'a']],
    [String.raw`select 'ends \' , x as into_`, 'postgres', ['select', 'x', 'as', 'into_']],
    ["select 'it''s into' as a", 'postgres', ['select', 'as', 'a']],
    ['select `into``` from t', 'mysql', ['select', 'from', 't']],
    ['select "into" from [into]', 'sqlite', ['select', 'from']],
    ['select 1 -- into\n from t', 'mysql', ['select', 'from', 't']],
    ['select 5--into\n', 'mysql', ['select', 'into']],
    ['select 1 # into', 'mysql', ['select']],
    ['select 1 /* into */', 'mysql', ['select']],
    ['select 1 /*! into @x */', 'mysql', ['select', 'into', 'x']],
  ] as const)('%j in %s', (sql, dialect, expected) => {
    expect(words(sql, dialect)).toEqual(expected)
  })
})
