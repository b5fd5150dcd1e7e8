import { existsSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { makeScratch } from '../../src/main/engines/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { mariadb, openOptions, postgres15, serverConfig, sqlite, type TestDatabase } from '../integration/engines-kit.ts'
import { newTarget, openTestConsole, selecting, settled, writeSource } from '../integration/migrations-kit.ts'
import { sharedServer, startPostgres } from '../servers/index.ts'
import { type RunningChild, runChild } from './children/run-child.ts'

const { password } = sharedServer('mariadb')

const present = async (database: TestDatabase, name: string): Promise<boolean> => {
  if (database.config.engine === 'sqlite') return existsSync(dirname(name))
  const table =
    database.config.engine === 'postgres'
      ? 'select datname as name from pg_database'
      : 'select schema_name as name from information_schema.schemata'
  return (await database.execute(`select * from (${table}) d where name = '${name}'`)).length > 0
}

const children: RunningChild[] = []
afterEach(async () => {
  for (const child of children.splice(0)) await child.kill()
})

/** Another console that holds a clone. */
const otherWith = async (database: TestDatabase) => {
  const child = runChild('hold-scratch.ts', [JSON.stringify(database.config), password])
  children.push(child)
  return { child, name: (await child.line(/^scratch /)).slice('scratch '.length) }
}

describe.each([postgres15, mariadb, sqlite])('$title', (engine) => {
  const setup = 'create table t (id int);'
  const another = async (database: TestDatabase): Promise<void> => {
    const scratch = await makeScratch(database.config, { ...openOptions(password), startChild: startNodeChild }, 'empty')
    await scratch.drop()
  }

  test('a clone is left alone while the console that made it lives, and dropped by the next that makes one when it was killed', async () => {
    const database = await engine.create(setup)
    const { child, name } = await otherWith(database)
    await another(database)
    expect(await present(database, name)).toBe(true)
    await child.kill()
    await another(database)
    expect(await present(database, name)).toBe(false)
  })

  test('a clone that a killed console left goes with the next migration on that server', async () => {
    const own = openTestConsole()
    const { database, targets } = await newTarget(own, engine, engine.kind === 'sqlite' ? null : password, { setup })
    const { child, name } = await otherWith(database)
    const source = writeSource({ '0001_more.up.sql': 'create table more (id int);' })
    await settled(own, await own.client.migrations.apply({ targets, source, waive: [] }))
    expect(await present(database, name)).toBe(true)
    await child.kill()
    writeSource({ '0002_again.up.sql': 'create table again (id int);' }, source)
    await settled(own, await own.client.migrations.apply({ targets, source, waive: [] }))
    expect(await present(database, name)).toBe(false)
  })
})

test('a clone of a file that a killed console left goes when a console starts', async () => {
  const database = await sqlite.create('create table t (id int);')
  const { child, name } = await otherWith(database)
  const { console: first } = openTestConsole()
  await first.close()
  expect(await present(database, name)).toBe(true)
  await child.kill()
  const { console: second } = openTestConsole()
  await second.close()
  expect(await present(database, name)).toBe(false)
})

test('a leftover that this login may not drop is named in a notice, with the statement that drops it', async () => {
  // Of its own: on a shared server another test's console, which may, would be sooner.
  const server = await startPostgres({ version: 15 })
  const own = openTestConsole()
  try {
    const database = await server.createDatabase()
    const child = runChild('hold-scratch.ts', [JSON.stringify(serverConfig(server, database)), server.password])
    const name = (await child.line(/^scratch /)).slice('scratch '.length)
    await child.kill()
    await server.execute(database, `create role limited login password 'limited'; grant all on schema public to limited`)
    const url = `postgresql://limited:limited@127.0.0.1:${server.port}/${database}`
    await own.client.connections.add({ name: 'limited', url, tls: { mode: 'disable' }, readWrite: true })
    const source = writeSource({ '0001_more.up.sql': 'create table more (id int);' })
    const run = await settled(own, await own.client.migrations.apply({ targets: selecting('limited'), source, waive: [] }))
    expect(run.targets.map(({ status }) => status)).toEqual(['done'])
    expect(own.console.state.notices).toMatchObject([
      {
        code: 'migration.scratch-refused',
        detail: expect.stringMatching(new RegExp(`^${name}, .* must be owner of database`)),
        remedy: [expect.stringContaining(`DROP DATABASE IF EXISTS "${name}"`)],
      },
    ])
  } finally {
    await own.console.close()
    await server.stop()
  }
})
