import { expect, test } from 'vitest'
import { normalised, readCreateTable } from './create-table.ts'

test.each([
  ['create table T (A int)', 'CREATE TABLE "t"(\n [a] INT -- first\n)'],
  ["check (a<>'X')", "CHECK ( a <> 'X' )"],
  ['select 1.50', 'SELECT 1.50;'],
])('%j and %j are the same', (one, other) => {
  expect(normalised(one)).toBe(normalised(other))
})

test.each([
  ["default 'a'", "default 'A'"],
  ["check (a = 'b  c')", "check (a = 'b c')"],
  ['a + b', 'a - b'],
])('%j and %j are not', (one, other) => {
  expect(normalised(one)).not.toBe(normalised(other))
})

test('what no pragma tells is read from the statement', () => {
  const table = readCreateTable(
    `CREATE TABLE "odd, (name" (id INTEGER PRIMARY KEY AUTOINCREMENT, "a b" TEXT COLLATE NOCASE CHECK (length("a b") > 1) DEFAULT (',)' || 'x'),
      twice INT GENERATED ALWAYS AS (id * (2)) STORED, c DECIMAL(10, 2), CONSTRAINT known CHECK (c IN (1, 2)), FOREIGN KEY (c) REFERENCES t (x))`,
  )
  expect([...table.columns.keys()]).toEqual(['id', 'a b', 'twice', 'c'])
  expect(table.columns.get('a b')).toMatchObject({ collation: 'NOCASE', generated: null, text: expect.stringContaining('DEFAULT') })
  expect(table.columns.get('twice')?.generated).toBe('( id * ( 2 ) )')
  expect(table.checks).toEqual(['check ( length ( a b ) > 1 )', 'check ( c in ( 1 , 2 ) )'])
  expect(table.autoincrement).toBe(true)
  expect(table.named('other')).toMatch(/^CREATE TABLE "other" \(id INTEGER/)
})
