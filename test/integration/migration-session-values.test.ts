import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { mariadb, postgres15, sqlite, type TestEngine } from './engines-kit.ts'
import { collect, newTarget, openTestConsole, passwordOf, settled, statusOf, writeSource } from './migrations-kit.ts'

const setup = `create table courses (id integer not null auto_increment primary key, title varchar(40));
  insert into courses (title) values ('before'); create table lessons (course_id integer, name varchar(40))`

describe('a file that broke off, gone on with in another session', () => {
  const console = openTestConsole()
  const { client } = console

  /** Runs a file into a table that is not there, mends that, and goes on. */
  const goOn = async (
    engine: TestEngine,
    file: string,
    { made = setup, mended }: { readonly made?: string; readonly mended?: string } = {},
  ) => {
    const target = await newTarget(console, engine, await passwordOf(engine))
    const { database } = target.database
    const execute = (sql: string) => target.database.execute(sql)
    for (const sql of made.split(';')) await execute(sql)
    const source = writeSource({ '0001_courses.up.sql': file })
    const broken = await settled(console, await client.migrations.apply({ targets: target.targets, source }))
    expect(broken.targets[0]).toMatchObject({ status: 'failed', error: { code: 'migration.failed' } })
    if (mended === undefined) await execute('create table missing_table (id integer)')
    else writeFileSync(join(source, '0001_courses.up.sql'), mended)
    // A run keeps the files it was begun with; mended ones are applied by another.
    const next =
      mended === undefined
        ? client.migrations.resume({ run: broken.run.id, failed: true })
        : client.migrations.apply({ targets: target.targets, source })
    const resumed = await settled(console, await next)
    const rows = async (sql: string) => (await database.read({ sql, parameters: [] })).rows.map((row) => row.map(String))
    return { target, source, outcome: resumed.targets[0], rows }
  }

  const lesson = (id: string, name: string): string => `insert into lessons values (${id}, '${name}');`
  const missing = 'insert into missing_table values (1);'

  it.each([
    ['SET from the last key', `insert into courses (title) values ('new'); set @c = last_insert_id(); ${lesson('@c', 'one')}`, '@c'],
    ['SELECT … INTO', `select max(id) into @mx from courses; ${lesson('@MX', 'one')}`, '@mx'],
    ['an assignment within a SELECT', `select @\`mx\` := max(id) from courses; ${lesson('@mx', 'one')}`, '@mx'],
    ['SET from rows', `set @n = (select count(*) from courses); ${lesson('@n', 'one')}`, '@n'],
    ['a variable made of one', `select max(id) into @a from courses; set @b = @a + 1; ${lesson('@b', 'one')}`, '@b'],
    [
      'MariaDB’s SET STATEMENT',
      `set statement max_statement_time = 5 for select max(id) into @s from courses; ${lesson('@s', 'one')}`,
      '@s',
    ],
  ])('is refused on MariaDB, with what to do, where a statement reads %s', async (_, begin, name) => {
    const { target, source, outcome, rows } = await goOn(mariadb, `${begin} ${missing} ${lesson(name, 'two')}`)
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'migration.failed-row' } })
    expect(outcome?.error?.title).toContain(name)
    expect(outcome?.error?.detail).toContain('It was not run.')
    expect(outcome?.error?.remedy).toEqual([
      expect.stringMatching(/by hand.*provost migrate resolve --migration 0001 --mark applied --connection /),
      expect.stringMatching(/by hand.*provost migrate resolve --migration 0001 --mark rolled-back --connection /),
    ])
    expect(await rows('select name from lessons')).toEqual([['one']])
    expect(await rows('select * from missing_table')).toEqual([['1']])
    // The rest by hand, as told.
    const settle = await collect(await client.migrations.resolve({ targets: target.targets, source, dryRun: false, as: 'applied' }))
    expect(settle).toMatchObject([{ version: '0001', resolved: 'applied' }])
    expect(await statusOf(console, target.targets, source)).toMatchObject([{ state: 'current' }])
  })

  it('is refused where a statement reads the last key itself, and not where the session made one', async () => {
    const refused = await goOn(mariadb, `insert into courses (title) values ('new'); ${missing} ${lesson('last_insert_id()', 'two')}`)
    expect(refused.outcome).toMatchObject({ status: 'failed', error: { code: 'migration.failed-row' } })
    expect(await refused.rows('select * from lessons')).toEqual([])
    const insert = "insert into courses (title) values ('new');"
    const fine = await goOn(mariadb, `${insert} ${missing} ${insert} set @c = last_insert_id(); ${lesson('@c', 'two')}`)
    expect(fine.outcome).toMatchObject({ status: 'done', error: null })
    expect(await fine.rows('select * from lessons')).toEqual([['3', 'two']])
  })

  it('is refused on SQLite where a statement reads the last key itself', async () => {
    const file = `-- provost: no-transaction\ninsert into courses (title) values ('new'); update missing_table set id = 1; ${lesson('last_insert_rowid()', 'two')}`
    const made = 'create table courses (id integer primary key, title text); create table lessons (course_id integer, name text)'
    const { outcome, rows } = await goOn(sqlite, file, { made })
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'migration.failed-row' } })
    expect(await rows('select * from lessons')).toEqual([])
  })

  it('is refused on PostgreSQL where a setting was looked up', async () => {
    const file = `-- provost: no-transaction\ninsert into courses values (2); select set_config('my.c', (select max(id)::text from courses), false);
      insert into courses values (3); insert into missing_table values (1); insert into lessons values (current_setting('my.c')::int, 'two');`
    const made = 'create table courses (id integer); create table lessons (course_id integer, name text)'
    const { outcome, rows } = await goOn(postgres15, file, { made })
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'migration.failed-row' } })
    expect(await rows('select * from lessons')).toEqual([])
  })

  it('goes on with variables that are constants, settings kept in variables, and what was looked up and not yet used', async () => {
    const file = `set @old_mode = @@sql_mode, sql_mode = 'ANSI_QUOTES'; set @word = concat('a', 'b'); ${lesson('1', 'one')}
      set @sql = (select if(count(*) = 1, 'insert into missing_table values (7)', 'select 1') from courses); prepare st from @sql; execute st;
      deallocate prepare st; insert into "lessons" values (2, @word); set sql_mode = @old_mode;`
    const { outcome, rows } = await goOn(mariadb, file)
    expect(outcome).toMatchObject({ status: 'done', error: null })
    expect(await rows('select name from lessons')).toEqual([['one'], ['ab']])
    expect(await rows('select id from missing_table')).toEqual([['7']])
  })

  it('is refused where a variable that nothing in the file reads may be for a trigger', async () => {
    const made = `${setup}; create trigger lessons_by before insert on lessons for each row set new.course_id = @who`
    const { outcome, rows } = await goOn(mariadb, `select max(id) into @who from courses; ${missing} ${lesson('1', 'two')}`, { made })
    expect(outcome).toMatchObject({ status: 'failed', error: { code: 'migration.failed-row' } })
    expect(await rows('select * from lessons')).toEqual([])
  })

  it.each([mariadb, sqlite])('runs a change of the schema that was mended to be another on $title', async (engine) => {
    const first = `${engine.kind === 'sqlite' ? '-- provost: no-transaction\n' : ''}insert into courses values (1);`
    const made = 'create table courses (id integer); create table lessons (course_id integer, name varchar(40))'
    const { outcome, rows } = await goOn(engine, `${first} alter table nowhere add column size integer;`, {
      made,
      mended: `${first} alter table lessons add column size integer;`,
    })
    expect(outcome).toMatchObject({ status: 'done', error: null })
    expect(await rows('select size from lessons')).toEqual([])
  })
})
