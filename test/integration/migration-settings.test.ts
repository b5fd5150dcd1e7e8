import { describe, expect, it } from 'vitest'
import { mariadb, postgres15, postgres18 } from './engines-kit.ts'
import { newTarget, openTestConsole, passwordOf, settled, writeSource } from './migrations-kit.ts'

describe('what a file sets for its session', () => {
  const console = openTestConsole()
  const apply = async (engine: typeof mariadb, files: Readonly<Record<string, string>>) => {
    const one = await newTarget(console, engine, await passwordOf(engine))
    const begun = await console.client.migrations.apply({ targets: one.targets, source: writeSource(files) })
    const { targets } = await settled(console, begun)
    return { one, outcome: targets[0] }
  }

  it.each([postgres15, postgres18])('does not lead the ledger or the next file astray on $title', async (engine) => {
    const dumped = "set statement_timeout = 0; select pg_catalog.set_config('search_path', '', false);"
    const { one, outcome } = await apply(engine, {
      '0001_dump.up.sql': `${dumped} create table public.notes (id integer);`,
      '0002_plain.up.sql': 'create table plain (id integer); insert into notes values (1);',
      '0003_outside.up.sql': `-- provost: no-transaction\n${dumped} create index concurrently on public.notes (id);`,
      '0004_plain.up.sql': 'insert into notes values (2);',
    })
    expect(outcome).toMatchObject({ status: 'done', applied: ['0001', '0002', '0003', '0004'], error: null })
    expect((await one.database.database.tables()).map(({ name }) => name).sort()).toEqual(['notes', 'plain', 'provost_migrations'])
  })

  it('ends with the file on MariaDB', async () => {
    const child = (name: string): string =>
      `create table ${name} (id integer primary key, parent integer, foreign key (parent) references nowhere (id)) engine = innodb;`
    const { one, outcome } = await apply(mariadb, {
      '0001_unchecked.up.sql': `set foreign_key_checks = 0, sql_mode = 'ANSI_QUOTES'; ${child('one')}`,
      '0002_checked.up.sql': `insert into one values (1, null); select "text"; ${child('two')}`,
    })
    expect(outcome).toMatchObject({ status: 'failed', applied: ['0001'], error: { code: 'migration.failed' } })
    expect(outcome?.error?.detail).toContain('statement 3 of 3')
    expect((await one.database.database.read({ sql: 'select id from one', parameters: [] })).rows).toHaveLength(1)
  })
})
