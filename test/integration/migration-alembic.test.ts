import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { describe, expect, it } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import { alembicTool, readAlembicSource } from '../../src/main/capabilities/migrations/alembic/index.ts'
import type { RollbackTo, WorkOn } from '../../src/main/capabilities/migrations/tool.ts'
import { holdTable } from '../faults/table-readers.ts'
import { sharedServer } from '../servers/index.ts'
import { alembic, alembicEach, branchedRevisions, makeAlembicProject, plainEnv, ranRevisions } from './alembic-kit.ts'
import { mariadb, postgres15, sqlite, type TestDatabase, type TestEngine } from './engines-kit.ts'
import { workOn } from './migration-work.ts'

const passwordOf = (engine: TestEngine): string | null =>
  engine.kind === 'sqlite' ? null : sharedServer(engine.kind === 'postgres' ? 'postgres15' : 'mariadb').password

/** The URL that the project's own alembic is given here; the password of a test's server is no secret. */
const urlOf = ({ config }: TestDatabase, engine: TestEngine): string => {
  if (config.engine === 'sqlite') return `sqlite:///${config.path}`
  const scheme = config.engine === 'postgres' ? 'postgresql' : 'mysql+pymysql'
  return `${scheme}://${config.user}:${encodeURIComponent(passwordOf(engine) ?? '')}@${config.host}:${config.port}/${config.database}`
}

/** A database, a project that names it, and work on it. */
const begin = async (engine: TestEngine, options: Parameters<typeof makeAlembicProject>[0] = {}, more: Partial<WorkOn> = {}) => {
  const database = await engine.create()
  const folder = await makeAlembicProject({ url: urlOf(database, engine), ...options })
  const source = await readAlembicSource(folder)
  const work = await workOn(database, source, passwordOf(engine), more)
  const judge = async () => alembicTool.judge(work.reader, source, await work.tables(), {})
  return { database, folder, source, work, judge }
}

/** Takes back what was asked for as the database stands. */
const goBack = async (work: WorkOn, to: RollbackTo) =>
  alembicTool.rollback(work, await alembicTool.wayBack(work.reader, work.source, await work.tables(), to, {}))

const revisions = branchedRevisions.map(({ revision }) => revision)

/** Where a database of the branched project may stand on its way up. */
const everyState: readonly (readonly string[])[] = [
  ['base1'],
  ['left1'],
  ['left2'],
  ['right2'],
  ['left1', 'right1'],
  ['left2', 'right2'],
  ['merge1'],
  ['top1'],
  ['extra1'],
  ['extra2'],
  ['extra3'],
  ['extra2', 'merge1'],
  ['extra3', 'top1'],
]

const cases: readonly (readonly [TestEngine, readonly (readonly string[])[]])[] = [
  [sqlite, everyState],
  [postgres15, [['left1', 'right1'], ['extra2'], ['merge1']]],
  [mariadb, [['left2', 'right2'], ['extra3']]],
]

describe('a branched Alembic project', () => {
  it('has the heads that alembic prints', async () => {
    const folder = await makeAlembicProject()
    const source = await readAlembicSource(folder)
    const { output } = await alembic(folder, 'heads')
    expect([...source.graph.heads].sort()).toEqual([...output.matchAll(/^(\w+)/gm)].map(([, head]) => head).sort())
    expect(source.problems).toEqual([])
    expect(source.installed?.version).toMatch(/^1\./)
    const history = await alembic(folder, 'history')
    for (const { revision } of branchedRevisions) expect(history.output).toContain(revision)
    const offline = await alembic(folder, 'upgrade', 'heads', '--sql')
    expect(source.migrations('postgres').map(({ version }) => version)).toEqual(ranRevisions(offline.output))
  })

  it('is judged as alembic migrates it, wherever a database stands', async () => {
    const standing = cases.flatMap(([engine, states]) => states.map((state) => ({ engine, state })))
    const begun = await Promise.all(
      standing.map(async ({ engine, state }) => {
        const created = await engine.create()
        const folder = await makeAlembicProject({ url: urlOf(created, engine) })
        const source = await readAlembicSource(folder)
        // Through the pools: sessions of their own are few.
        const judge = async () => alembicTool.judge(created.database, source, await created.database.tables(), {})
        return { engine, state, folder, judge }
      }),
    )
    await alembicEach(begun.flatMap(({ folder, state }) => state.map((revision) => [folder, 'upgrade', revision] as const)))
    const before = await Promise.all(begun.map(({ judge }) => judge()))
    const words = await alembicEach(begun.map(({ folder }) => [folder, 'upgrade', 'heads'] as const))
    for (const [index, { engine, state, judge }] of begun.entries()) {
      const where = `${engine.title}, standing at ${state.join(' and ')}`
      expect(before[index]?.pending, where).toEqual(ranRevisions(words[index] ?? ''))
      expect(before[index]?.problems, where).toEqual([])
      expect([...(before[index]?.applied ?? []), ...(before[index]?.pending ?? [])].sort(), where).toEqual([...revisions].sort())
      expect(await judge(), where).toMatchObject({ state: 'current', pending: [], problems: [] })
    }
  })
})

describe.each([postgres15, mariadb, sqlite])('the project’s own alembic on $title', (engine) => {
  it('applies, goes back and forth, and is never told the password by arguments or environment', async () => {
    const { work, judge, database } = await begin(engine, { url: 'sqlite:////nowhere' })
    const { pending } = await judge()
    expect(await alembicTool.apply(work, null)).toEqual(pending)
    expect(await judge()).toMatchObject({ state: 'current', applied: pending })
    expect(work.logged.join('\n')).toContain('Running upgrade')
    expect(await alembicTool.apply(work, null)).toEqual([])
    expect([...(await goBack(work, { version: 'merge1' }))].sort()).toContain('top1')
    await alembicTool.apply(work, null)
    const back = await goBack(work, { version: null })
    expect([...back].sort()).toEqual([...revisions].sort())
    expect(await judge()).toMatchObject({ applied: [], state: 'behind' })
    expect((await readdir(tmpdir())).filter((name) => name.startsWith(`provost-alembic-${process.pid}-`))).toEqual([])
    expect(database.config.engine).toBe(engine.kind)
  })

  it('applies up to a revision, and goes back by steps', async () => {
    const { work, judge } = await begin(engine)
    expect(await alembicTool.apply(work, 'left2')).toEqual(['base1', 'left1', 'left2'])
    expect(await goBack(work, { steps: 2 })).toEqual(['left2', 'left1'])
    expect((await judge()).applied).toEqual(['base1'])
    await expect(alembicTool.apply(work, 'nothing')).rejects.toMatchObject({ code: 'migration.version-unknown' })
  })

  it('is marked without running: a baseline', async () => {
    const { work, judge, database } = await begin(engine)
    await database.execute('create table t_base1 (id integer)')
    expect(await judge()).toMatchObject({
      state: 'unmanaged',
      problems: [{ code: 'migration.baseline-needed', detail: expect.stringContaining('t_base1') }],
    })
    await expect(alembicTool.apply(work, null)).rejects.toMatchObject({ code: 'migration.baseline-needed' })
    expect(await alembicTool.baseline(work, 'left1')).toEqual(['base1', 'left1'])
    expect((await judge()).applied).toEqual(['base1', 'left1'])
    expect((await work.tables()).map(({ name }) => name).sort()).toEqual(['alembic_version', 't_base1'])
    await expect(alembicTool.resolve(work, 'left1', 'applied')).rejects.toMatchObject({ code: 'migration.resolve-undecided' })
  })

  it('is not marked in a database that has nothing of it', async () => {
    const { work, database } = await begin(engine)
    await expect(alembicTool.baseline(work, 'left1')).rejects.toMatchObject({ code: 'migration.diverged' })
    await database.execute('create table somebody_elses (id integer)')
    await expect(alembicTool.baseline(work, null)).rejects.toMatchObject({ code: 'migration.diverged' })
    expect((await work.tables()).map(({ name }) => name)).toEqual(['somebody_elses'])
  })

  it('goes up beside tables of others, as alembic itself would', async () => {
    const { work, judge, database } = await begin(engine)
    await database.execute('create table somebody_elses (id integer)')
    expect(await judge()).toMatchObject({ state: 'behind', problems: [] })
    expect(await alembicTool.apply(work, 'left1')).toEqual(['base1', 'left1'])
  })

  it('tells a failing revision in alembic’s words, with no password in them', async () => {
    const failing = [
      ...branchedRevisions.slice(0, 2),
      { revision: 'bad1', down: '"left1"', upgrade: 'op.execute("select * from no_such_table")' },
    ]
    const { work, judge } = await begin(engine, { revisions: failing })
    const error = await alembicTool.apply(work, null).catch((problem: unknown) => problem)
    const code = { postgres: ' 42P01', mysql: ' 1146', sqlite: '( SQLITE_ERROR)?' }[engine.kind]
    expect(error).toMatchObject({
      code: 'migration.tool-failed',
      detail: expect.stringMatching(new RegExp(`^\\w+${code}: .*no_such_table.*\\n(LINE 1.*\\n.*\\n)?.*bad1_table.py, line \\d+\\nselect`)),
    })
    expect(work.logged.join('\n')).toContain('Traceback')
    // Alembic has one transaction for all revisions only on PostgreSQL; elsewhere what was done before the failure stays.
    expect((await judge()).applied).toEqual(engine.kind === 'postgres' ? [] : ['base1', 'left1'])
  })
})

/** What a report does to a table: it holds it until it is done. */
const hold = async ({ config }: TestDatabase, engine: TestEngine, table: string): Promise<() => Promise<void>> => {
  if (config.engine !== 'sqlite')
    return (await holdTable(sharedServer(engine.kind === 'postgres' ? 'postgres15' : 'mariadb'), config.database, table)).letGo
  const other = new BetterSqlite3(config.path)
  other.exec('begin immediate')
  return async () => {
    other.exec('commit')
    other.close()
  }
}

describe.each([postgres15, mariadb, sqlite])('a table that others hold, on $title', (engine) => {
  const change = (upgrade: string) => [
    { revision: 'made1', down: 'None' },
    { revision: 'held1', down: '"made1"', upgrade },
  ]
  const column = 'op.add_column("t_made1", sa.Column("more", sa.Integer))'
  const tried = (count: number): unknown => expect.stringContaining(`lock not had in try ${count}`)

  it('is waited for in short tries, until it is free', async () => {
    const limits = { lockTimeoutMs: 200, statementTimeoutMs: 60_000, lockPatienceMs: 60_000 }
    const { work, database } = await begin(engine, { revisions: change(column) }, { limits })
    await alembicTool.apply(work, 'made1')
    const letGo = await hold(database, engine, 't_made1')
    const applying = alembicTool.apply(work, null)
    await expect.poll(() => work.logged, { timeout: 30_000 }).toContainEqual(tried(1))
    await letGo()
    expect(await applying).toEqual(['held1'])
  })

  it('is told with the database’s own code, as for Provost’s own files, when the patience ends', async () => {
    const { work, database, judge } = await begin(engine, { revisions: change(column) })
    await alembicTool.apply(work, 'made1')
    const letGo = await hold(database, engine, 't_made1')
    const error = await alembicTool.apply(work, null).catch((problem: unknown) => problem)
    await letGo()
    const code = { postgres: ' 55P03', mysql: ' 1205', sqlite: '( SQLITE_BUSY)?' }[engine.kind]
    expect(error).toMatchObject({
      code: 'migration.lock-timeout',
      retryable: true,
      detail: expect.stringMatching(new RegExp(`^\\w+${code}: [^\\n]+\\n[^\\n]+held1_table\\.py, line \\d+\\nALTER TABLE`)),
    })
    expect((await judge()).applied).toEqual(['made1'])
  })

  // Where the whole file is locked, a change before it can only be followed by a lock that is taken in between.
  const half = `op.create_table("t_half", sa.Column("id", sa.Integer, primary_key=True))${
    engine.kind === 'sqlite'
      ? '; import sqlite3; other = sqlite3.connect(op.get_bind().engine.url.database); other.execute("begin immediate")'
      : ''
  }; ${column}`

  it('keeps a revision that stands half made from being begun again, where nothing takes it back', async () => {
    const { work, database, judge } = await begin(engine, { revisions: change(half) })
    await alembicTool.apply(work, 'made1')
    const letGo = engine.kind === 'sqlite' ? async () => {} : await hold(database, engine, 't_made1')
    const error = await alembicTool.apply(work, null).catch((problem: unknown) => problem)
    await letGo()
    expect(error).toMatchObject({ code: 'migration.lock-timeout' })
    expect((await judge()).applied).toEqual(['made1'])
    const stays = engine.kind !== 'postgres'
    expect((await work.tables()).some(({ name }) => name === 't_half')).toBe(stays)
    expect(error instanceof ProvostError && error.detail).toMatch(
      stays ? /one change of the revision went before it and stays/ : /Each try waited/,
    )
    expect(error instanceof ProvostError && error.remedy.join(' ').includes('provost migrate baseline --to held1')).toBe(stays)
    expect(work.logged.some((line) => line.includes('lock not had in try'))).toBe(false)
  })
})

describe('an env.py that takes its database from elsewhere', () => {
  it('is led to the target, and touches nothing else', async () => {
    const other = await sqlite.create()
    const target = await sqlite.create()
    if (other.config.engine !== 'sqlite') throw new Error('not SQLite')
    const env = plainEnv.replace(
      'if context.is_off',
      `config.set_main_option("sqlalchemy.url", "sqlite:///${other.config.path}")\nif context.is_off`,
    )
    const source = await readAlembicSource(await makeAlembicProject({ env }))
    const work = await workOn(target, source, null)
    expect(await alembicTool.apply(work, 'base1')).toEqual(['base1'])
    expect((await target.database.tables()).map(({ name }) => name).sort()).toEqual(['alembic_version', 't_base1'])
    expect(await other.database.tables()).toEqual([])
  })

  it('is refused where it opens a second one', async () => {
    const target = await sqlite.create()
    const second = 'import sqlalchemy\nsqlalchemy.create_engine("sqlite:////tmp/pv-second.db").connect().close()\n'
    const source = await readAlembicSource(await makeAlembicProject({ env: `${second}${plainEnv}` }))
    const work = await workOn(target, source, null)
    await expect(alembicTool.apply(work, null)).rejects.toMatchObject({
      code: 'migration.tool-failed',
      detail: expect.stringContaining('second database'),
    })
    expect(await target.database.tables()).toEqual([])
  })

  it('is refused where it opens one of another kind', async () => {
    const target = await postgres15.create()
    const env = plainEnv.replace(
      'if context.is_off',
      'config.set_main_option("sqlalchemy.url", "sqlite:////tmp/pv-other.db")\nif context.is_off',
    )
    const source = await readAlembicSource(await makeAlembicProject({ env }))
    const work = await workOn(target, source, passwordOf(postgres15))
    await expect(alembicTool.apply(work, null)).rejects.toMatchObject({ detail: expect.stringContaining('of the kind sqlite') })
  })
})

describe('a run of alembic that is not let end', () => {
  const slow = (statement: string) => [{ revision: 'slow1', down: 'None', upgrade: `op.execute("${statement}")` }]

  it.each([
    [
      postgres15,
      'select pg_sleep(50)',
      "select count(*)::int as left from pg_stat_activity where query like '%pg_sleep(50)%' and pid <> pg_backend_pid()",
    ],
    [
      mariadb,
      'do sleep(50)',
      "select cast(count(*) as signed) as `left` from information_schema.processlist where info like '%sleep(50)%' and id <> connection_id()",
    ],
  ] as const)('ends in $title too when it is cancelled', async (engine, statement, question) => {
    const stop = new AbortController()
    const { work, database, judge } = await begin(engine, { revisions: slow(statement) }, { signal: stop.signal })
    const applying = alembicTool.apply(work, null)
    const left = async (): Promise<number> => Number((await database.execute(question))[0]?.['left'])
    await expect.poll(left, { timeout: 15_000 }).toBe(1)
    stop.abort()
    await expect(applying).rejects.toMatchObject({ code: 'call.cancelled' })
    expect(await left()).toBe(0)
    expect((await judge()).applied).toEqual([])
  })

  it('keeps others from the same database meanwhile', async () => {
    for (const engine of [postgres15, sqlite]) {
      const revision = { revision: 'slow1', down: 'None', upgrade: 'import time; time.sleep(3)' }
      const { work, database, source } = await begin(engine, { revisions: [revision] })
      const second = await workOn(database, source, passwordOf(engine))
      const first = alembicTool.apply(work, null)
      await new Promise((resolve) => setTimeout(resolve, 300))
      await expect(alembicTool.apply(second, null)).rejects.toMatchObject({ code: 'migration.locked' })
      expect(await first).toEqual(['slow1'])
    }
  })
})

describe('passwords', () => {
  it('stand in no argument and no environment of alembic, in no file once it has begun, and not in the log', {
    timeout: 60_000,
  }, async () => {
    const peek = 'import time; time.sleep(2); print(op.get_bind().connection.connection.info.password)'
    const { work } = await begin(postgres15, { revisions: [{ revision: 'slow1', down: 'None', upgrade: peek }] })
    const password = passwordOf(postgres15) ?? ''
    const applying = alembicTool.apply(work, null)
    const own = async () => (await readdir(tmpdir())).find((name) => name.startsWith(`provost-alembic-${process.pid}-`)) ?? 'none'
    const filesOf = async () => readdir(join(tmpdir(), await own())).catch(() => [])
    // Written when env.py has connected: alembic is in the revision now, and sleeps there.
    await expect.poll(filesOf, { timeout: 30_000 }).toContain('sessions')
    const seen: string[] = []
    for (const file of await filesOf()) seen.push(await readFile(join(tmpdir(), await own(), file), 'latin1'))
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
      const line = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '')
      if (line.includes('alembic')) seen.push(line, await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => ''))
    }
    await applying
    expect(seen.join('\n')).toContain('upgrade')
    expect(seen.join('\n')).not.toContain(password)
    expect(work.logged.join('\n')).toContain('•••')
    expect(work.logged.join('\n')).not.toContain(password)
  })
})
