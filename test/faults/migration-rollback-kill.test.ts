import { describe, expect, test } from 'vitest'
import { mariadb, postgres15, sqlite } from '../integration/engines-kit.ts'
import { selecting } from '../integration/migrations-kit.ts'
import { follow, groundOf, makeFleet, migrateInChild, openFaultConsole, rounds } from './migrations-kit.ts'

/** Each makes a table with an index, so that a way back has a middle. */
const files = Object.fromEntries(
  [1, 2, 3, 4, 5].flatMap((number) => [
    [
      `000${number}_t.up.sql`,
      `create table t${number} (id integer not null primary key); create table u${number} (id integer not null primary key);\n`,
    ],
    [`000${number}_t.down.sql`, `drop table u${number}; drop table t${number};\n`],
  ]),
)
/** About as many statements as the rollback below sends. */
const statements = 80

describe.each([postgres15, mariadb, sqlite])('a console killed while it takes back on $title', (engine) => {
  test('leaves what a resume completes: so many versions as were confirmed, and never one more', { timeout: 3_600_000 }, async () => {
    for (let round = 0; round < rounds(3); round += 1) {
      const fleet = await makeFleet(groundOf(engine), 3, files)
      const targets = selecting(...fleet.names)
      const first = openFaultConsole(fleet.directory, fleet.ground.password)
      await follow(first, () => first.client.migrations.apply({ targets, source: fleet.source }))
      await first.close()
      const killAt = 1 + Math.floor(((round + Math.random()) * statements) / rounds(3))
      await migrateInChild(fleet, { steps: 2, killAt, ...(round % 2 === 0 ? {} : { afterMs: Math.random() * 12 }) }).ended
      const second = openFaultConsole(fleet.directory, fleet.ground.password)
      const { client } = second
      const [run] = (await client.migrations.runs({ limit: 1 })).runs
      // A console that died while it asked where the targets stand had begun nothing.
      const ended =
        run?.kind === 'migration.rollback'
          ? run.state === 'done'
            ? await client.migrations.run({ run: run.id })
            : await follow(second, () => client.migrations.resume({ run: run.id }))
          : await follow(second, () => client.migrations.rollback({ targets, source: fleet.source, steps: 2, confirm: '3' }))
      expect(ended.run).toMatchObject({ state: 'done', counts: { done: 3 } })
      for (const { ask } of fleet.plots) {
        expect((await ask('select version from provost_migrations order by version')).map(({ version }) => version)).toEqual([
          '0001',
          '0002',
          '0003',
        ])
        expect(await ask('select id from u3')).toEqual([])
        await expect(ask('select id from t4')).rejects.toThrow()
      }
      await second.close()
    }
  })
})
