import { expect, it } from 'vitest'
import { droppedBy, mayChangeOtherRows } from './dropped.ts'

const dropped = (engine: 'postgres' | 'mysql' | 'sqlite', ...statements: readonly string[]) =>
  droppedBy(
    engine,
    statements.map((text) => ({ text })),
  ).map(({ table, column }) => (column === null ? table : `${table}.${column}`))

it('tells the tables that statements drop, several at once and qualified as well', () => {
  expect(dropped('postgres', 'DROP TABLE IF EXISTS "Notes", public.tags CASCADE')).toEqual(['notes', 'public.tags'])
  expect(dropped('mysql', 'drop table `notes`')).toEqual(['notes'])
  expect(dropped('sqlite', '-- the way back\nDROP TABLE notes')).toEqual(['notes'])
})

it('tells the columns, and not the keys and constraints that hold no values', () => {
  expect(dropped('postgres', 'ALTER TABLE IF EXISTS ONLY notes DROP COLUMN IF EXISTS author, DROP CONSTRAINT one, DROP seen')).toEqual([
    'notes.author',
    'notes.seen',
  ])
  expect(dropped('mysql', 'alter table notes drop index by_author, drop primary key, drop column `author`, add column a int')).toEqual([
    'notes.author',
  ])
  expect(dropped('postgres', 'alter table notes alter column author drop default')).toEqual([])
})

it('leaves out a table that is made anew under its name', () => {
  expect(
    dropped(
      'sqlite',
      'create table notes_new (id integer)',
      'insert into notes_new select id from notes',
      'drop table notes',
      'alter table notes_new rename to notes',
      'drop table tags',
    ),
  ).toEqual(['tags'])
})

it('promises that other rows stay only where that is plain', () => {
  const may = (text: string) => mayChangeOtherRows('postgres', [{ text: 'drop table tags' }, { text }])
  for (const text of ['drop index by_author', 'alter table notes drop column author', 'create index i on notes (body)', 'drop view seen'])
    expect([text, may(text)]).toEqual([text, false])
  for (const text of [
    'delete from notes',
    'update notes set body = null',
    'truncate notes',
    'drop table notes cascade',
    'drop schema old',
    'alter table notes alter column body type varchar(10)',
    "do $$ begin execute 'drop table notes'; end $$",
    'select tidy()',
  ])
    expect([text, may(text)]).toEqual([text, true])
})
