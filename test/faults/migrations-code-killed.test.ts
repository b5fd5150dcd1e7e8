import { setTimeout as wait } from 'node:timers/promises'
import mysql from 'mysql2/promise'
import { describe, expect, test } from 'vitest'
import { mariadb } from '../integration/engines-kit.ts'
import { collect, selecting } from '../integration/migrations-kit.ts'
import { sharedServer } from '../servers/index.ts'
import { freshName } from '../servers/test-server.ts'
import { afterThis, type Fleet, follow, groundOf, makeFleet, migrateInChild, openFaultConsole, resumeAll } from './migrations-kit.ts'

/** How many sessions of the fleet's one tenant wait for a lock that another session holds by its name. */
const waiting = async ({ plots: [plot] }: Fleet): Promise<number> => {
  const sql = `select count(*) as n from information_schema.processlist where db = '${plot?.database}' and state = 'User lock'`
  return Number((await plot?.ask(sql))?.[0]?.['n'])
}

const until = async (what: () => Promise<boolean>): Promise<void> => {
  while (!(await what())) await wait(20)
}

/** A lock of the server that the test holds: what asks for it in a migration lasts until the test lets go. */
const gate = freshName('gate')
const waits = `get_lock('${gate}', 3600)`

/** A console that migrates the fleet and is killed while a statement waits at the gate; the server has ended it afterwards. */
const killAtGate = async (fleet: Fleet): Promise<void> => {
  const { port, user, password } = sharedServer('mariadb')
  const keeper = await mysql.createConnection({ host: '127.0.0.1', port, user, password })
  afterThis(() => keeper.end())
  await keeper.query(`select ${waits}`)
  const child = migrateInChild(fleet)
  await until(async () => (await waiting(fleet)) > 0)
  await child.kill()
  await keeper.query(`do release_lock('${gate}')`)
  await until(async () => (await waiting(fleet)) === 0)
}

const resumed = async (fleet: Fleet) => {
  const console = openFaultConsole(fleet.directory, fleet.ground.password)
  const { client } = console
  const [run] = (await client.migrations.runs({ limit: 1 })).runs
  const ended = await follow(console, () => client.migrations.resume({ run: run?.id ?? '', failed: true }))
  return { console, client, target: ended.targets[0] }
}

const rowsOf = async ({ plots: [plot] }: Fleet, sql: string): Promise<unknown[]> =>
  ((await plot?.ask(sql)) ?? []).map((row) => Object.values(row)[0])

describe('a console killed on MariaDB while code runs', () => {
  const made = 'create table events (what varchar(40));'
  const body = `insert into events values ('code'); create table if not exists zz (id integer); do ${waits}`
  const procedure = `create procedure fill() begin ${body}; end;`
  const codes: readonly (readonly [string, string, string])[] = [
    ['a procedure', procedure, 'call fill();'],
    ['a block', '', `begin not atomic ${body}; end;`],
    ['a text made as it runs', procedure, "set @code = concat('call ', 'fill()'); prepare st from @code; execute st;"],
  ]

  test.each(codes)('%s is not run again, and a person settles it', async (_, before, code) => {
    const files = {
      '0001_begin.up.sql': `${made} ${before}`,
      '0002_code.up.sql': `insert into events values ('before'); ${code} insert into events values ('after');`,
    }
    const fleet = await makeFleet(groundOf(mariadb), 1, files)
    await killAtGate(fleet)
    const { console, client, target } = await resumed(fleet)
    expect(target).toMatchObject({ status: 'failed', error: { code: 'migration.failed-row' } })
    expect(target?.error?.remedy.join('\n')).toContain('provost migrate resolve --migration 0002 --mark applied')
    expect(await rowsOf(fleet, 'select what from events')).toEqual(['before', 'code'])
    const targets = selecting(...fleet.names)
    const resolve = async (as?: 'applied') =>
      collect(await client.migrations.resolve({ targets, source: fleet.source, dryRun: false, ...(as === undefined ? {} : { as }) }))
    expect(await resolve()).toMatchObject([{ version: '0002', resolved: null, problem: { code: 'migration.resolve-undecided' } }])
    expect(await resolve('applied')).toMatchObject([{ version: '0002', resolved: 'applied', problem: null }])
    await console.close()
    expect(await rowsOf(fleet, 'select what from events')).toEqual(['before', 'code'])
  })

  test.each([
    ['a prepared change of the schema', `create table copies as select what, ${waits} as waited from events`],
    ['a prepared change of rows', `insert into events select if(${waits}, 'copied', '') from events`],
  ])('%s that the file spells out is done exactly once', async (_, text) => {
    const files = {
      '0001_begin.up.sql': `${made} insert into events values ('before');`,
      '0002_code.up.sql': `prepare st from '${text.replaceAll("'", "''")}'; execute st; insert into events values ('after');`,
    }
    const fleet = await makeFleet(groundOf(mariadb), 1, files)
    await killAtGate(fleet)
    await resumeAll(fleet)
    const copied = text.startsWith('insert') ? ['copied'] : []
    expect(await rowsOf(fleet, 'select what from events')).toEqual(['before', ...copied, 'after'])
    if (copied.length === 0) expect(await rowsOf(fleet, 'select what from copies')).toEqual(['before'])
  })

  test('a change of the schema that is prepared only where it is needed is done exactly once', async () => {
    const missing = "(select count(*) from information_schema.tables where table_schema = database() and table_name = 'copies') = 0"
    const files = {
      '0001_begin.up.sql': `${made} insert into events values ('before');`,
      '0002_code.up.sql': `set @s = if(${missing}, 'create table copies as select what, ${waits.replaceAll("'", "''")} as waited from events', 'select 1');
        prepare st from @s; execute st; insert into events values ('after');`,
    }
    const fleet = await makeFleet(groundOf(mariadb), 1, files)
    await killAtGate(fleet)
    await resumeAll(fleet)
    expect(await rowsOf(fleet, 'select what from events')).toEqual(['before', 'after'])
    expect(await rowsOf(fleet, 'select what from copies')).toEqual(['before'])
  })

  test('a variable that was looked up is not asked of another session', async () => {
    const files = {
      '0001_begin.up.sql':
        'create table courses (id integer not null auto_increment primary key); create table lessons (course integer, name varchar(40));',
      '0002_values.up.sql': `insert into courses values (null); set @c = last_insert_id(); insert into lessons values (@c, 'one');
        create table slow as select ${waits} as waited; insert into lessons values (@c, 'two');`,
    }
    const fleet = await makeFleet(groundOf(mariadb), 1, files)
    await killAtGate(fleet)
    const { console, target } = await resumed(fleet)
    await console.close()
    expect(target).toMatchObject({ status: 'failed', error: { code: 'migration.failed-row' } })
    expect(target?.error?.title).toContain('@c')
    expect(await rowsOf(fleet, "select concat(course, ' ', name) from lessons")).toEqual(['1 one'])
  })
})
