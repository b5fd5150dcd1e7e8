import { describe, expect, it } from 'vitest'
import { splitSqlite } from './statements.ts'
import { checkSqliteSyntax } from './syntax.ts'

const check = (text: string): void => checkSqliteSyntax(text, splitSqlite(text))

describe('what SQLite cannot read', () => {
  it.each([
    ['create table t (a);\n\ncreat table u (b);', 'line 3, column 1: near "creat": syntax error'],
    ['select 1 +', 'line 1, column 1: incomplete input'],
    ['create table t (a;\nselect 1', 'line 1, column 1: incomplete input'],
    ['select #1', 'line 1, column 1: near "#1"'],
    ['select 1;\nselect 1 from where', 'line 2, column 1: near "where": syntax error'],
  ])('%j is refused at its statement', (text, detail) => {
    expect(() => check(text)).toThrowError(
      expect.objectContaining({ code: 'migration.sql-invalid', detail: expect.stringContaining(detail) }),
    )
  })

  it.each([
    'insert into nowhere values (1); alter table nowhere add b int; drop table nowhere; select absent(1)',
    'create trigger t after insert on nowhere begin select 1; end',
    "vacuum; begin; commit; attach '/nowhere/x.db' as y; explain select 1",
    'pragma journal_mode = wal; pragma nonsense',
    'create virtual table f using absent(a)',
  ])('%j is left to the database it is for, and nothing of it runs', (text) => {
    expect(() => check(text)).not.toThrow()
  })
})
