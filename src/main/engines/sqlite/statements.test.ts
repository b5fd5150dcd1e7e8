import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { splitSqlite } from './statements.ts'

const texts = (script: string): string[] => splitSqlite(script).map((statement) => statement.text)
const trigger = `create trigger t after update on a begin
  update a set b = case when new.b > 1 then 2 else 3 end;
  insert into c select case new.x when 1 then 'end;' end;
end`

describe('a script of SQLite in statements', () => {
  it.each([
    ['nothing', '', []],
    ['comments alone, one without an end', '-- a;\n/* b;', []],
    ['empty statements', ';;select 1;; ;', ['select 1']],
    [
      'semicolons in quotes of every kind',
      `select 'a;''b'; select "x;""y"; select \`p;\`\`q\`; select [r;s]`,
      [`select 'a;''b'`, 'select "x;""y"', 'select `p;``q`', 'select [r;s]'],
    ],
    ['a backslash before a quote', String.raw`select 'a\'; select 2`, [String.raw`select 'a\'`, 'select 2']],
    ['block comments that do not nest', 'select 1 /* /* ; */; select 2', ['select 1', 'select 2']],
    ['comments around and within', '-- what; follows\nselect 1 -- ;\n + 1; -- end', ['select 1 -- ;\n + 1']],
    ['a trigger', `${trigger};\nselect 1`, [trigger, 'select 1']],
    [
      'a temporary trigger at the end, without semicolon',
      `select 1;${trigger.replace('create', 'create temp')}`,
      ['select 1', trigger.replace('create', 'create temp')],
    ],
    ['two triggers', `${trigger};${trigger};`, [trigger, trigger]],
    [
      'names that say end',
      'create table "end" (a); select "end" from "end"; end',
      ['create table "end" (a)', 'select "end" from "end"', 'end'],
    ],
    ['a table named trigger', 'create table trigger_log (a); select 1', ['create table trigger_log (a)', 'select 1']],
    ['text beyond ASCII', "select '😀;'; create table größe (ä)", ["select '😀;'", 'create table größe (ä)']],
  ])('%s', (_, script, expected) => {
    expect(texts(script)).toEqual(expected)
  })

  it('gives a trigger that SQLite takes', () => {
    const database = new BetterSqlite3(':memory:')
    for (const text of texts(`create table a (b, x); create table c (d); ${trigger}; insert into a values (1, 1); update a set b = 5;`))
      database.exec(text)
    expect(database.prepare('select d from c').pluck().all()).toEqual(['end;'])
    database.close()
  })

  it('tells the line of each statement’s first word', () => {
    expect(splitSqlite('-- a\n\nselect 1; select\n2;\n/* c\n */ select 3').map(({ line }) => line)).toEqual([3, 3, 6])
  })

  it.each([
    ['vacuum', false, false],
    ["attach 'x' as y", false, false],
    ['pragma foreign_keys = off', false, false],
    ['PRAGMA main.journal_mode = wal', false, false],
    ['pragma user_version = 3', true, false],
    ['create table t (a)', true, false],
    ['begin immediate', true, true],
    ['END', true, true],
    ['savepoint s', true, true],
    ['release s', true, true],
  ])('%s: in a transaction %s, steers one %s', (sql, transactional, control) => {
    expect(splitSqlite(sql)).toMatchObject([{ transactional, control }])
  })

  it.each([
    ["select 1;\n  select 'a", 'line 2, column 10'],
    [trigger.replace(/end$/, ''), 'line 1, column 1'],
    ['select 1;\n.read x.sql', 'line 2, column 1'],
    ['select 1;\0', 'line 1, column 10'],
  ])('refuses %j at its place', (script, detail) => {
    expect(() => splitSqlite(script)).toThrowError(expect.objectContaining({ code: 'migration.sql-invalid', detail }))
  })
})
