import { describe, expect, it } from 'vitest'
import { splitStatements } from './statements.ts'
import { tableChanges } from './table-changes.ts'

const body =
  "create function f() returns void language plpgsql as $$ begin create table hidden (a int); end $$; select 'create table no (a int)'"

describe('the tables that statements make, drop and rename', () => {
  it.each([
    ['postgres', 'create unlogged table if not exists app."Users" (a int)', ['+app.users']],
    ['postgres', 'create temporary table t (a int); create temp table u (a int)', []],
    ['postgres', 'create table t as select 1 as a', ['+t']],
    ['postgres', body, []],
    ['postgres', 'drop table if exists a, app.b cascade; drop schema old cascade', ['-a', '-app.b', '-old.*']],
    ['postgres', 'alter table if exists only a rename to b; alter table b rename c to d; alter table b rename column c to d', ['-a+b']],
    ['mysql', 'create or replace table `a` (b int); create procedure p() begin create table hidden (a int); end', ['+a']],
    [
      'mysql',
      'rename table a to b, c to x.d; alter table b add e int, rename as f; alter table f rename g',
      ['-a+b', '-c+x.d', '-b+f', '-f+g'],
    ],
    ['mysql', 'alter table a rename column b to c; alter table a rename index b to c', []],
    ['mysql', "prepare s from 'create table a (b int)'; execute s", ['+a']],
    ['sqlite', 'create table "new" (a); drop table old; alter table new rename to old', ['+new', '-old', '-new+old']],
  ] as const)('%s: %s', async (engine, sql, expected) => {
    const changes = tableChanges(engine, await splitStatements(engine, sql))
    expect(changes.map(({ made, gone }) => `${gone === null ? '' : `-${gone}`}${made === null ? '' : `+${made}`}`)).toEqual(expected)
  })
})
