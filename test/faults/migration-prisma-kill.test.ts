import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { mariadb, postgres15, sqlite, type TestEngine } from '../integration/engines-kit.ts'
import { collect, newTarget, openTestConsole, passwordOf, type TestTarget } from '../integration/migrations-kit.ts'
import { makePrismaProject } from '../integration/prisma-kit.ts'
import { rounds } from './migrations-kit.ts'

const providers = { postgres: 'postgresql', mysql: 'mysql', sqlite: 'sqlite' } as const
/** A statement that takes a while, so that a kill falls into the script. */
const pauses = {
  postgres: 'select pg_sleep(0.04);',
  mysql: 'do sleep(0.04);',
  sqlite: 'with recursive c(n) as (select 1 union all select n + 1 from c where n < 200000) select count(*) from c;',
} as const

const names = ['20240101000000_a', '20240202000000_b', '20240303000000_c']

const migrationsOf = (engine: TestEngine): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.map((name, index) => [
      name,
      `create table t${index} (id integer not null primary key, v integer);\n${pauses[engine.kind]}\ncreate table u${index} (id integer not null primary key);\n${pauses[engine.kind]}\n`,
    ]),
  )

/** Applies in a process of its own that is killed after so many milliseconds; true where it was done before. */
const applyAndKill = async ({ database }: TestTarget, password: string | null, folder: string, killAfterMs: number): Promise<boolean> => {
  const child = fork(fileURLToPath(new URL('./children/apply-prisma.ts', import.meta.url)), { stdio: 'ignore' })
  const ended = new Promise<boolean>((resolve) => {
    child.once('exit', (code) => resolve(code === 0))
  })
  child.once('message', () => setTimeout(() => child.kill('SIGKILL'), killAfterMs))
  child.send({ config: database.config, password, folder })
  return ended
}

test.each([postgres15, mariadb, sqlite])(
  'a Prisma project killed anywhere on $title is settled by evidence, and every migration is there once',
  { timeout: 180_000 + rounds(1) * 20_000 },
  async (engine) => {
    const console = openTestConsole()
    const { client } = console
    const password = await passwordOf(engine)
    const source = await makePrismaProject(providers[engine.kind], migrationsOf(engine))
    for (let round = 0; round < rounds(1); round++) {
      const target = await newTarget(console, engine, password)
      const { targets } = target
      const status = async () => (await collect(await client.migrations.status({ targets, source })))[0]
      for (let attempt = 0; attempt < 12 && !(await applyAndKill(target, password, source, 20 + Math.random() * 350)); attempt++) {
        // Until the server has noticed that the session is gone, its lock says that somebody is at work.
        await expect.poll(async () => (await status())?.problems[0]?.code, { timeout: 10_000 }).not.toBe('migration.locked')
        if ((await status())?.state !== 'failed') continue
        const [found] = await collect(await client.migrations.resolve({ targets, source, dryRun: false }))
        if (engine.kind === 'postgres') expect(found?.evidence).not.toBe('partly')
        // What a person would do: finish it by the SQL of what is lacking.
        if (found?.evidence === 'partly') for (const { sql } of found.differences) if (sql !== null) await target.database.execute(sql)
        if (found?.resolved === null) {
          // Here, where the code beside the schema only waits, a person goes by what the schema shows.
          expect(found.problem?.code).toBe('migration.resolve-undecided')
          const as = found.evidence === 'not-applied' ? 'rolled-back' : 'applied'
          const [settled] = await collect(await client.migrations.resolve({ targets, source, as, dryRun: false }))
          expect(settled).toMatchObject({ evidence: found.evidence === 'partly' ? 'applied' : found.evidence, resolved: as })
        }
      }
      for (let attempt = 0; attempt < 3 && (await status())?.state === 'behind'; attempt++)
        await applyAndKill(target, password, source, 60_000)
      expect(await status()).toMatchObject({ state: 'current', applied: names, problems: [] })
      const { rows } = await client.migrations.history({ target: { kind: 'connection', connection: target.name as never } })
      expect(rows.filter(({ state }) => state === 'applied' || state === 'baseline').map(({ version }) => version)).toEqual(names)
      expect((await target.database.database.tables()).map(({ name }) => name).sort()).toEqual(
        ['_prisma_migrations', 't0', 't1', 't2', 'u0', 'u1', 'u2'].sort(),
      )
    }
  },
)
