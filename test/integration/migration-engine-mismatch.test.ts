import { describe, expect, it } from 'vitest'
import { connectionName } from '../../src/contract/ids.ts'
import { mariadb, postgres15, sqlite } from './engines-kit.ts'
import { collect, newTarget, openTestConsole, passwordOf, writeSource } from './migrations-kit.ts'
import { makePrismaProject } from './prisma-kit.ts'

const sources = [
  { what: 'a folder for another engine', make: async () => writeSource({ 'postgres/0001_a.up.sql': 'create table a (id integer);\n' }) },
  { what: 'a Prisma project of another provider', make: async () => makePrismaProject('postgresql') },
]

describe.each(sources)('$what', ({ make }) => {
  it.each([mariadb, sqlite])('is refused for a target on $title by every act that names it', async (engine) => {
    const console = openTestConsole()
    const { client } = console
    const { targets, name } = await newTarget(console, engine, await passwordOf(engine))
    const source = await make()
    const mismatch = { data: { code: 'migration.engine-mismatch', title: expect.stringContaining(name) } }
    await expect(client.migrations.apply({ targets, source })).rejects.toMatchObject(mismatch)
    await expect(client.migrations.baseline({ targets, source })).rejects.toMatchObject(mismatch)
    await expect(client.migrations.rehearse({ targets, source }).then(collect)).rejects.toMatchObject(mismatch)
  })

  it('is a problem of a target that nobody named', async () => {
    const console = openTestConsole()
    const { client } = console
    const source = await make()
    for (const engine of [postgres15, sqlite]) {
      const { name } = await newTarget(console, engine, await passwordOf(engine), {
        setup: 'create table a (id integer); create table users (id integer)',
      })
      await client.tenants.adopt({ domain: `${engine.kind}.example`, connection: connectionName.parse(name) })
    }
    const all = { all: true, tenants: [], groups: [], connections: [] }
    const { targets } = await client.migrations.baseline({ targets: all, source })
    expect(targets.map(({ engine, problem }) => [engine, problem?.code ?? null])).toEqual(
      expect.arrayContaining([
        ['postgres', null],
        ['sqlite', 'migration.engine-mismatch'],
      ]),
    )
  })
})
