import { describe, expect, it } from 'vitest'
import type { EngineKind } from '#contract/connections.ts'
import { tableChangesOf, tablesEver, tablesLeft } from './created-tables.ts'
import type { SourceMigration } from './sources/source.ts'

const changes = (engine: EngineKind, ...texts: readonly string[]) =>
  tableChangesOf(
    engine,
    texts.map((sql, index): SourceMigration => ({ version: `000${index}`, name: 'x', sha256: '', file: 'x', sql, downSql: null })),
  )

describe('the tables of a range of migrations', () => {
  it('leaves out what a later one drops or renames', async () => {
    const made = await changes('postgres', 'create table app.a (n int); create table b (n int)', 'drop table a; alter table b rename to c')
    expect(tablesLeft(made)).toEqual(['c'])
    expect(tablesEver(made)).toEqual(['a', 'b', 'c'])
  })

  it('leaves out all of a schema that is dropped', async () => {
    expect(tablesLeft(await changes('postgres', 'create table app.a (n int); create table b (n int)', 'drop schema app cascade'))).toEqual([
      'b',
    ])
  })

  it('has a table that SQLite makes anew under its old name', async () => {
    const anew = 'create table t_new (n); insert into t_new select n from t; drop table t; alter table t_new rename to t;'
    expect(tablesLeft(await changes('sqlite', 'create table t (n);', anew))).toEqual(['t'])
  })

  it('has none that was there before them', async () => {
    const made = await changes('mysql', 'rename table old to new')
    expect([tablesLeft(made), tablesEver(made)]).toEqual([[], []])
  })

  it('has none where a text cannot be read', async () => {
    expect(tablesLeft(await changes('postgres', 'create table a (n int); selec'))).toEqual([])
  })
})
