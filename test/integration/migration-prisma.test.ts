import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { prismaTool, readPrismaSource } from '../../src/main/capabilities/migrations/prisma/index.ts'
import type { WorkOn } from '../../src/main/capabilities/migrations/tool.ts'
import { sharedServer } from '../servers/index.ts'
import { mariadb, postgres15, sqlite, type TestDatabase, type TestEngine } from './engines-kit.ts'
import { workOn } from './migration-work.ts'
import { makePrismaProject, marks, notes, scripts, users } from './prisma-kit.ts'

const passwordOf = (engine: TestEngine): string | null =>
  engine.kind === 'sqlite' ? null : sharedServer(engine.kind === 'postgres' ? 'postgres15' : 'mariadb').password

const providers = { postgres: 'postgresql', mysql: 'mysql', sqlite: 'sqlite' } as const

interface Options {
  readonly migrations?: Readonly<Record<string, string>>
  readonly database?: TestDatabase
  readonly more?: Partial<WorkOn>
}

const begin = async (engine: TestEngine, { migrations = scripts, database, more = {} }: Options = {}) => {
  const target = database ?? (await engine.create())
  const source = await readPrismaSource(await makePrismaProject(providers[engine.kind], migrations))
  const work = await workOn(target, source, passwordOf(engine), more)
  const judge = async () => prismaTool.judge(work.reader, source, await work.tables(), {})
  const ledger = async () => (await prismaTool.history(work.reader, await work.tables(), {})) ?? []
  return { database: target, source, work, judge, ledger }
}

/** A time as Prisma's engine writes it into each kind of database. */
const time = (engine: TestEngine): string => (engine.kind === 'sqlite' ? '1704067200123' : "'2024-01-01 00:00:00.123'")
const sha = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The table as Prisma makes it; it is written by hand here, for Prisma itself cannot be had. */
const tableOf: Readonly<Record<TestEngine['kind'], string>> = {
  postgres:
    'CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at TIMESTAMPTZ, migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at TIMESTAMPTZ, started_at TIMESTAMPTZ NOT NULL DEFAULT now(), applied_steps_count INTEGER NOT NULL DEFAULT 0);',
  mysql:
    'CREATE TABLE _prisma_migrations (id VARCHAR(36) PRIMARY KEY NOT NULL, checksum VARCHAR(64) NOT NULL, finished_at DATETIME(3), migration_name VARCHAR(255) NOT NULL, logs TEXT, rolled_back_at DATETIME(3), started_at DATETIME(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3), applied_steps_count INTEGER UNSIGNED NOT NULL DEFAULT 0) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;',
  sqlite:
    'CREATE TABLE "_prisma_migrations" ("id" TEXT PRIMARY KEY NOT NULL, "checksum" TEXT NOT NULL, "finished_at" DATETIME, "migration_name" TEXT NOT NULL, "logs" TEXT, "rolled_back_at" DATETIME, "started_at" DATETIME NOT NULL DEFAULT current_timestamp, "applied_steps_count" INTEGER UNSIGNED NOT NULL DEFAULT 0);',
}

interface Row {
  readonly name: string
  readonly checksum?: string
  readonly finished?: boolean
  readonly rolledBack?: boolean
}

const rowsOf = (engine: TestEngine, rows: readonly Row[]): string =>
  rows
    .map(({ name, checksum = sha(scripts[name] ?? ''), finished = true, rolledBack = false }, index) => {
      const values = [
        `'id-${index}'`,
        `'${checksum}'`,
        finished ? time(engine) : 'null',
        `'${name}'`,
        'null',
        rolledBack ? time(engine) : 'null',
        time(engine),
        finished ? 1 : 0,
      ]
      return `INSERT INTO _prisma_migrations (id, checksum, finished_at, migration_name, logs, rolled_back_at, started_at, applied_steps_count) VALUES (${values.join(', ')});`
    })
    .join('\n')

const unpadded = (text: string): string => [...createHash('sha256').update(text).digest()].map((byte) => byte.toString(16)).join('')
const windows = (text: string): string => text.replaceAll('\n', '\r\n')

/** Every state that Prisma can leave, and what it means. */
const states: readonly (readonly [string, readonly Row[] | null, Record<string, unknown>])[] = [
  ['no table, nothing else', null, { state: 'behind', applied: [], pending: [users, notes, marks], problems: [] }],
  ['an empty table', [], { state: 'behind', pending: [users, notes, marks], problems: [] }],
  ['some applied', [{ name: users }], { state: 'behind', applied: [users], pending: [notes, marks], problems: [] }],
  ['all applied', [{ name: users }, { name: notes }, { name: marks }], { state: 'current', pending: [], problems: [] }],
  [
    'one failed',
    [{ name: users }, { name: notes, finished: false }],
    { state: 'failed', applied: [users], pending: [marks], problems: [{ code: 'migration.failed-row' }] },
  ],
  [
    'one failed and rolled back',
    [{ name: users }, { name: notes, finished: false, rolledBack: true }],
    { state: 'behind', applied: [users], pending: [notes, marks], problems: [] },
  ],
  [
    'one applied and rolled back',
    [{ name: users }, { name: notes, rolledBack: true }],
    { state: 'behind', applied: [users], pending: [notes, marks] },
  ],
  [
    'one resolved as applied',
    [{ name: users }, { name: notes, finished: false, rolledBack: true }, { name: notes }],
    { state: 'behind', applied: [users, notes], pending: [marks], problems: [] },
  ],
  [
    'one failed again after it was rolled back',
    [
      { name: users, finished: false, rolledBack: true },
      { name: users, finished: false },
    ],
    { state: 'failed', applied: [], problems: [{ code: 'migration.failed-row' }] },
  ],
  [
    'one edited',
    [{ name: users, checksum: sha('else') }],
    { state: 'drifted', applied: [users], problems: [{ code: 'migration.checksum-drift' }] },
  ],
  ['a checksum of Windows’ line ends', [{ name: users, checksum: sha(windows(scripts[users] ?? '')) }], { state: 'behind', problems: [] }],
  ['an unpadded checksum', [{ name: users, checksum: unpadded(scripts[users] ?? '') }], { state: 'behind', problems: [] }],
  [
    'an unpadded checksum of Windows’ line ends',
    [{ name: users, checksum: unpadded(windows(scripts[users] ?? '')) }],
    { state: 'behind', problems: [] },
  ],
  ['an unpadded checksum of another script', [{ name: users, checksum: unpadded('else').slice(0, 60) }], { state: 'drifted' }],
  [
    'a late earlier folder',
    [{ name: users }, { name: marks }],
    { state: 'behind', pending: [notes], problems: [{ code: 'migration.out-of-order' }] },
  ],
  [
    'a missing folder',
    [{ name: '20230101000000_gone' }, { name: users }],
    { state: 'behind', problems: [{ code: 'migration.file-missing' }] },
  ],
  [
    'a newer one',
    [{ name: users }, { name: notes }, { name: marks }, { name: '20300101000000_later' }],
    { state: 'ahead', pending: [], problems: [{ code: 'migration.unknown-version' }] },
  ],
  ['a newer one, and some left', [{ name: users }, { name: '20300101000000_later' }], { state: 'diverged', pending: [notes, marks] }],
]

describe.each([postgres15, mariadb, sqlite])('Prisma’s ledger on $title', (engine) => {
  it.each(states)('is judged with %s', async (_, rows, expected) => {
    const database = await engine.create(rows === null ? undefined : `${tableOf[engine.kind]}\n${rowsOf(engine, rows)}`)
    const { judge } = await begin(engine, { database })
    const judged = await judge()
    expect(judged).toMatchObject({ tool: 'prisma', heads: [marks], ...expected })
    for (const { remedy } of judged.problems) expect(remedy.length).toBeGreaterThan(0)
  })

  it('is judged on a database with tables and no ledger, and nothing is applied there: P3005', async () => {
    const database = await engine.create('CREATE TABLE users (id INTEGER PRIMARY KEY)')
    const { judge, work } = await begin(engine, { database })
    expect(await judge()).toMatchObject({
      state: 'unmanaged',
      problems: [{ code: 'migration.baseline-needed', detail: expect.stringContaining('P3005') }],
    })
    await expect(prismaTool.apply(work, null)).rejects.toMatchObject({ code: 'migration.baseline-needed' })
    expect(await prismaTool.baseline(work, users)).toEqual([users])
    expect(await judge()).toMatchObject({ state: 'behind', applied: [users], pending: [notes, marks] })
    expect(await prismaTool.baseline(work, users)).toEqual([])
  })

  it('is not begun by a baseline in a database that has nothing of it', async () => {
    const { work } = await begin(engine, { database: await engine.create('CREATE TABLE somebody_elses (id INTEGER PRIMARY KEY)') })
    await expect(prismaTool.baseline(work, null)).rejects.toMatchObject({ code: 'migration.diverged' })
    expect((await work.tables()).map(({ name }) => name)).toEqual(['somebody_elses'])
  })

  it('is written as Prisma writes it', async () => {
    const { work, judge, ledger, source } = await begin(engine)
    expect(await prismaTool.apply(work, notes)).toEqual([users, notes])
    expect(await prismaTool.apply(work, null)).toEqual([marks])
    expect(await prismaTool.apply(work, null)).toEqual([])
    expect(await judge()).toMatchObject({ state: 'current', problems: [] })
    const rows = await work.session.rows({
      sql: 'select id, checksum, migration_name, logs, rolled_back_at, applied_steps_count, started_at, finished_at from _prisma_migrations order by migration_name',
      parameters: [],
    })
    const expected = source.migrations(engine.kind)
    expect(rows.map((row) => row.slice(1, 6).map(String))).toEqual(
      expected.map(({ version, sha256 }) => [sha256, version, 'null', 'null', '1']),
    )
    for (const [id, , , , , , started, finished] of rows) {
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      if (engine.kind === 'sqlite') expect(Number(finished) - Number(started)).toBeLessThan(60_000)
      if (engine.kind === 'sqlite') expect(Math.abs(Number(started) - Date.now())).toBeLessThan(60_000)
    }
    for (const { startedAt, state } of await ledger()) {
      expect(state).toBe('applied')
      expect(Math.abs(Date.parse(startedAt ?? '') - Date.now())).toBeLessThan(60_000)
    }
    const [[note] = []] = await work.session.rows({ sql: 'select note from notes', parameters: [] })
    expect(note).toBe('it; is')
  })

  it('keeps a failed script as Prisma keeps it, and nothing more is applied until it is resolved: P3009', async () => {
    const bad = `${scripts[notes]}\nINSERT INTO no_such_table VALUES (1);\n`
    const { work, judge, ledger, database } = await begin(engine, { migrations: { ...scripts, [notes]: bad } })
    await expect(prismaTool.apply(work, null)).rejects.toMatchObject({ code: 'migration.failed', detail: expect.stringContaining('P3018') })
    expect(await judge()).toMatchObject({ state: 'failed', applied: [users], problems: [{ detail: expect.stringContaining('P3009') }] })
    const [[logs] = []] = await work.session.rows({ sql: 'select logs from _prisma_migrations where finished_at is null', parameters: [] })
    expect(logs).toContain(`A migration failed to apply.`)
    expect(logs).toContain(
      `Migration name: ${notes}\n\nDatabase error code: ${engine.kind === 'postgres' ? '42P01' : engine.kind === 'mysql' ? '1146' : ''}`,
    )
    if (engine.kind === 'postgres')
      expect(logs).toMatch(
        /ERROR: relation "no_such_table" does not exist\n\nPosition:\n[\s\S]*DbError \{ severity: "ERROR", parsed_severity: Some\(Error\), code: SqlState\(E42P01\)/,
      )
    if (engine.kind === 'mysql') expect(logs).toContain('Please check the query number 3 from the migration file.')
    await expect(prismaTool.apply(work, null)).rejects.toMatchObject({ code: 'migration.failed-row' })
    expect((await work.tables()).map(({ name }) => name).includes('notes')).toBe(engine.kind !== 'postgres')

    if (engine.kind !== 'postgres') await work.session.command('DROP TABLE notes')
    await prismaTool.resolve(work, notes, 'rolled-back')
    const mended = await begin(engine, { database })
    await work.session.end()
    expect(await prismaTool.apply(mended.work, null)).toEqual([notes, marks])
    expect((await ledger().catch(() => mended.ledger())).map(({ state }) => state).sort()).toEqual([
      'applied',
      'applied',
      'applied',
      'rolled-back',
    ])
  })

  it('is resolved as Prisma resolves it', async () => {
    const database = await engine.create(`${tableOf[engine.kind]}\n${rowsOf(engine, [{ name: users }, { name: notes, finished: false }])}`)
    const { work, judge, ledger } = await begin(engine, { database })
    await prismaTool.resolve(work, notes, 'applied')
    expect(await judge()).toMatchObject({ state: 'behind', applied: [users, notes], pending: [marks], problems: [] })
    const own = (await ledger()).filter(({ version }) => version === notes)
    expect(own.map(({ state }) => state).sort()).toEqual(['baseline', 'rolled-back'])
    expect(own.find(({ state }) => state === 'baseline')).toMatchObject({ sha256: sha(scripts[notes] ?? ''), durationMs: 0 })
    await expect(prismaTool.resolve(work, notes, 'applied')).rejects.toMatchObject({ detail: expect.stringContaining('P3008') })
    await expect(prismaTool.resolve(work, users, 'rolled-back')).rejects.toMatchObject({ detail: expect.stringContaining('P3012') })
    await expect(prismaTool.resolve(work, marks, 'rolled-back')).rejects.toMatchObject({ detail: expect.stringContaining('P3011') })
    await expect(prismaTool.resolve(work, 'nothing', 'applied')).rejects.toMatchObject({ detail: expect.stringContaining('P3017') })
    await expect(prismaTool.rollback(work, { versions: ['20240101000000_init'], stays: null })).rejects.toMatchObject({
      code: 'migration.no-way-back',
    })
  })

  it('is kept by one at a time', async () => {
    const { work, database, source } = await begin(engine)
    const second = await workOn(database, source, passwordOf(engine))
    const outcomes = await Promise.allSettled([prismaTool.apply(work, null), prismaTool.apply(second, null)])
    await work.session.end()
    await second.session.end()
    const applied = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [...outcome.value] : []))
    expect(applied.sort()).toEqual([users, notes, marks].sort())
    const after = await begin(engine, { database })
    expect((await after.ledger()).map(({ version, state }) => [version, state])).toEqual(
      [users, notes, marks].map((name) => [name, 'applied']),
    )
  })

  it.each(['before the script', 'after the script', 'before the end'])(
    'stands as a killed Prisma would leave it, killed %s',
    async (when) => {
      const { work, database, source } = await begin(engine)
      let writes = 0
      const before = { 'before the script': 1, 'after the script': 2, 'before the end': 3 }[when] ?? 0
      const { session } = work
      // The session dies at the chosen place between Prisma's writes, as it does when the console is killed there.
      const dying = {
        ...session,
        get healthy() {
          return session.healthy
        },
        rows: async (...parameters: Parameters<typeof session.rows>) => {
          const [{ sql }] = parameters
          if (/^(insert into|update)/.test(sql)) {
            writes += 1
            if (writes === before) session.destroy()
          }
          const result = await session.rows(...parameters)
          if (before === 1 && writes === 1) session.destroy()
          return result
        },
      }
      await expect(prismaTool.apply({ ...work, session: dying }, users)).rejects.toMatchObject({ name: 'ProvostError' })
      session.destroy()
      const after = await begin(engine, { database })
      const judged = await after.judge()
      expect(judged.applied).toEqual([])
      expect(['failed', 'behind']).toContain(judged.state)
      if (when !== 'before the script') {
        expect(judged).toMatchObject({ state: 'failed' })
        // Until the server has noticed that the session is gone, its lock says that somebody is at work.
        await expect.poll(async () => (await after.judge()).problems[0]?.code).toBe('migration.failed-row')
        await prismaTool.resolve(after.work, users, 'applied')
        expect(await prismaTool.apply(after.work, null)).toEqual([notes, marks])
      }
      expect(source.problems).toEqual([])
    },
  )
})

describe('Prisma’s lock', () => {
  it.each([
    [postgres15, 'select pg_advisory_lock(72707369)'],
    [mariadb, "select get_lock('prisma_migrate', 10)"],
  ] as const)('on $title tells a migration in progress from a failed one', async (engine, lock) => {
    const database = await engine.create(`${tableOf[engine.kind]}\n${rowsOf(engine, [{ name: users, finished: false }])}`)
    const { judge, work, source } = await begin(engine, { database })
    const other = await workOn(database, source, passwordOf(engine))
    expect((await judge()).problems).toMatchObject([{ code: 'migration.failed-row' }])
    await other.session.command(lock)
    expect((await judge()).problems).toMatchObject([{ code: 'migration.locked' }])
    expect(work.session.healthy).toBe(true)
  })

  it('is waited for as long as Prisma waits: P1002', async () => {
    const { work, database, source } = await begin(postgres15)
    const other = await workOn(database, source, passwordOf(postgres15))
    await other.session.command('select pg_advisory_lock(72707369)')
    await expect(prismaTool.apply(work, null)).rejects.toMatchObject({ code: 'migration.locked', detail: expect.stringContaining('P1002') })
  })
})

describe('a table that others hold', () => {
  it('is waited for without a failed row, and the next run applies', async () => {
    const { work, judge, database, source } = await begin(postgres15, {
      more: { limits: { lockTimeoutMs: 100, statementTimeoutMs: 0, lockPatienceMs: 600 } },
    })
    await prismaTool.apply(work, notes)
    const reader = await workOn(database, source, passwordOf(postgres15))
    await reader.session.command('begin; select * from users')
    await expect(prismaTool.apply(work, null)).rejects.toMatchObject({ code: 'migration.lock-timeout' })
    expect(await judge()).toMatchObject({ state: 'behind', pending: [marks], problems: [] })
    await reader.session.command('commit')
    expect(await prismaTool.apply(work, null)).toEqual([marks])
  })
})

describe('a Prisma project', () => {
  it('is refused for a database of another kind: P3019', async () => {
    const source = await readPrismaSource(await makePrismaProject('mysql'))
    const work = await workOn(await sqlite.create(), source, null)
    await expect(prismaTool.apply(work, null)).rejects.toMatchObject({
      code: 'migration.engine-mismatch',
      detail: expect.stringContaining('P3019'),
    })
  })

  it('runs scripts that leave another search_path behind, as those of pg_dump do', async () => {
    const dumped = {
      ...scripts,
      [users]: `SELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.users (id integer primary key, name text);\n`,
      [notes]: 'CREATE TABLE public.notes (id integer);',
      [marks]: 'ALTER TABLE public.users ADD mark integer;',
    }
    const { work, judge } = await begin(postgres15, { migrations: dumped })
    expect(await prismaTool.apply(work, null)).toEqual([users, notes, marks])
    expect(await judge()).toMatchObject({ state: 'current' })
  })

  it.each([postgres15, mariadb, sqlite])(
    'whose script does not end its transaction fails on $title, and the ledger says so',
    async (engine) => {
      const open = 'CREATE TABLE one (id INTEGER);\nBEGIN;\nINSERT INTO one VALUES (1);\n'
      const { work, judge } = await begin(engine, {
        migrations: { [users]: open, [notes]: 'BEGIN;\nCREATE TABLE two (id INTEGER);\nCOMMIT;\n' },
      })
      await expect(prismaTool.apply(work, null)).rejects.toMatchObject({
        code: 'migration.failed',
        detail: expect.stringContaining('did not end it'),
      })
      expect(await judge()).toMatchObject({ state: 'failed' })
      await prismaTool.resolve(work, users, 'applied')
      expect(await prismaTool.apply(work, null)).toEqual([notes])
    },
  )

  it('keeps routines whole on MariaDB, without any DELIMITER', async () => {
    const routine = 'CREATE PROCEDURE twice() BEGIN SELECT 1; SELECT 2; END;\nCREATE TABLE one (id INTEGER);\n'
    const { work } = await begin(mariadb, { migrations: { [users]: routine } })
    expect(await prismaTool.apply(work, null)).toEqual([users])
  })

  it('that lacks a script is told, and applied nowhere', async () => {
    const folder = await makePrismaProject('sqlite')
    await writeFile(join(folder, 'prisma/migrations', users, 'migration.sql'), Buffer.from([0xff, 0xfe, 0x00]))
    const source = await readPrismaSource(folder)
    expect(source.problems).toMatchObject([{ code: 'migration.source-invalid' }])
    const work = await workOn(await sqlite.create(), source, null)
    await expect(prismaTool.apply(work, null)).rejects.toMatchObject({ code: 'migration.source-invalid' })
  })
})
