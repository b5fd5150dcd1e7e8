import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { mariadb, postgres15, sqlite } from '../integration/engines-kit.ts'
import { selecting } from '../integration/migrations-kit.ts'
import { startMariadb, startPostgres } from '../servers/index.ts'
import {
  afterThis,
  expectOnce,
  follow,
  groundOf,
  makeFleet,
  migrateInChild,
  onServer,
  openFaultConsole,
  resumeAll,
  rounds,
} from './migrations-kit.ts'

const engines = [postgres15, mariadb, sqlite]
/** About as many statements as a whole run of the fleet below sends: kills beyond are kills of nothing. */
const statements = 150

describe.each(engines)('a console killed on $title', (engine) => {
  test('at any statement leaves what a resume completes, each migration exactly once', { timeout: 3_600_000 }, async () => {
    for (let round = 0; round < rounds(2); round += 1) {
      const fleet = await makeFleet(groundOf(engine), 3)
      const killAt = 1 + Math.floor(((round + Math.random()) * statements) / rounds(2))
      const afterMs = round % 2 === 0 ? {} : { afterMs: Math.random() * 12 }
      await migrateInChild(fleet, { killAt, ...afterMs }).ended
      // The one who resumes may die, too.
      if (round % 2 === 1) {
        const { client, close } = openFaultConsole(fleet.directory, fleet.ground.password)
        const [run] = (await client.migrations.runs({ limit: 1 })).runs
        await close()
        if (run !== undefined && run.state !== 'done')
          await migrateInChild(fleet, { resume: run.id, killAt: 1 + Math.floor(Math.random() * 40), afterMs: Math.random() * 5 }).ended
      }
      await resumeAll(fleet)
      await expectOnce(fleet)
    }
  })
})

describe.each([
  { title: 'PostgreSQL', start: () => startPostgres() },
  { title: 'MariaDB', start: () => startMariadb() },
])('a server killed: $title', ({ start }) => {
  test('at any moment leaves what a resume completes, each migration exactly once', { timeout: 3_600_000 }, async () => {
    const server = await start()
    afterThis(() => server.stop())
    for (let round = 0; round < rounds(2); round += 1) {
      const fleet = await makeFleet(onServer(server), 4)
      const console = openFaultConsole(fleet.directory, fleet.ground.password)
      const { client } = console
      const ended = follow(console, () =>
        client.migrations.apply({ targets: selecting(...fleet.names), source: fleet.source, concurrency: 2 }),
      )
      await wait(20 + Math.random() * 400)
      await server.kill()
      const { run } = await ended
      await console.close()
      await server.restart()
      expect(run.counts.running).toBe(0)
      await resumeAll(fleet)
      await expectOnce(fleet)
    }
  })
})
