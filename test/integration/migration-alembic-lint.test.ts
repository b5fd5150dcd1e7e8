import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { LintFinding } from '../../src/contract/migrations.ts'
import { readAlembicSource, textsOfRevisions } from '../../src/main/capabilities/migrations/alembic/index.ts'
import { makeAlembicProject, type Planned, plainEnv } from './alembic-kit.ts'
import { provost } from './cli-process.ts'
import { mariadb, postgres15, sqlite, type TestEngine } from './engines-kit.ts'
import { newFolder, newTarget, openTestConsole, passwordOf, settled, type TestTarget } from './migrations-kit.ts'

const engines: readonly TestEngine[] = [postgres15, mariadb, sqlite]
const waive = [{ rule: 'table-drop', reason: 'agreed with the registrar' }]

const big: Planned = { revision: 'a1', down: 'None', upgrade: 'op.create_table("big", sa.Column("id", sa.Integer, primary_key=True))' }
const dropsBig: Planned = { revision: 'b2', down: '"a1"', upgrade: 'op.drop_table("big")' }
/** Reads rows, which alembic cannot do where it only prints. */
const readsRows: Planned = {
  revision: 'b2',
  down: '"a1"',
  upgrade: 'op.get_bind().execute(sa.text("select id from big")).fetchall(); op.execute("drop table big")',
}
const afterwards: Planned = {
  revision: 'c3',
  down: '"b2"',
  upgrade: 'op.create_table("late", sa.Column("id", sa.Integer, primary_key=True))',
}

const tablesOf = async ({ database }: TestTarget): Promise<string[]> => (await database.database.tables()).map(({ name }) => name)
const briefly = (findings: readonly LintFinding[]): string[] =>
  findings.map(({ version, rule, severity, waived }) => `${version} ${severity} ${rule}${waived === null ? '' : ' waived'}`)

/** A target that has the first revision. */
const begin = async (engine: TestEngine, ...revisions: readonly Planned[]) => {
  const console = openTestConsole()
  const source = await makeAlembicProject({ revisions: [big, ...revisions] })
  const target = await newTarget(console, engine, await passwordOf(engine))
  const first = await settled(console, await console.client.migrations.apply({ targets: target.targets, source, to: 'a1', waive: [] }))
  expect(first.targets).toMatchObject([{ status: 'done', applied: ['a1'] }])
  return { console, client: console.client, source, target, targets: target.targets }
}

describe.each(engines)('the lint of Alembic’s revisions on $title', (engine) => {
  it('finds in the plan what would be gone, and keeps the run back until there is a reason', async () => {
    const { console, client, source, target, targets } = await begin(engine, dropsBig)
    const plan = await client.migrations.plan({ targets, source, waive: [] })
    expect(plan.migrations).toMatchObject([{ version: 'b2', sql: expect.stringMatching(/drop table big/i) }])
    expect(briefly(plan.lint)).toEqual(['b2 error table-drop'])
    expect(plan.lint[0]).toMatchObject({
      file: 'migrations/versions/b2_table.py',
      line: 12,
      message: expect.stringMatching(/The statement: drop table big/i),
    })
    await expect(client.migrations.apply({ targets, source, waive: [] })).rejects.toMatchObject({ data: { code: 'migration.lint' } })
    expect(await tablesOf(target)).toContain('big')
    const done = await settled(console, await client.migrations.apply({ targets, source, waive }))
    expect(done.targets).toMatchObject([{ status: 'done', applied: ['b2'] }])
    expect(await tablesOf(target)).not.toContain('big')
  })

  it('lets no run pass that was begun before its target needed the revision', async () => {
    const failing: Planned = { revision: 'c3', down: '"b2"', upgrade: 'op.execute("insert into nothing_here values (1)")' }
    const { console, client, source, target, targets } = await begin(engine, dropsBig, failing)
    await settled(console, await client.migrations.apply({ targets, source, to: 'b2', waive }))
    const failed = await settled(console, await client.migrations.apply({ targets, source, waive: [] }))
    expect(failed.targets).toMatchObject([{ status: 'failed', error: { code: 'migration.tool-failed' } }])
    // As one that is restored from a backup.
    await target.database.execute("update alembic_version set version_num = 'a1'")
    await target.database.execute('create table big (id integer)')
    const resumed = await settled(console, await client.migrations.resume({ run: failed.run.id, failed: true }))
    expect(resumed.targets).toMatchObject([{ status: 'failed', applied: [], error: { code: 'migration.lint' } }])
    expect(await tablesOf(target)).toContain('big')
  })

  it('says of a revision that reads rows that it was not judged, and judges those behind it', async () => {
    const { client, source, targets } = await begin(engine, readsRows, afterwards, { ...dropsBig, revision: 'd4', down: '"c3"' })
    const plan = await client.migrations.plan({ targets, source, waive: [] })
    expect(briefly(plan.lint)).toEqual(['b2 warning not-judged', 'd4 error table-drop'])
    expect(plan.lint[0]?.message).toContain('NoneType')
    expect(plan.migrations.map(({ sql }) => sql === null)).toEqual([true, false, false])
    const lint = await client.migrations.lint({ source, engine: engine.kind })
    expect(briefly(lint.findings)).toEqual(['b2 warning not-judged', 'd4 error table-drop'])
    expect(lint).toMatchObject({ blocking: 1, judged: 3, notJudged: ['b2'] })
  })
})

describe('the lint of an Alembic project without a database', () => {
  it('goes by the engine that its settings name', async () => {
    const revision: Planned = { ...dropsBig, upgrade: 'op.create_index("late", "big", ["id"])' }
    const { client } = openTestConsole()
    const of = async (url: string) =>
      (await client.migrations.lint({ source: await makeAlembicProject({ revisions: [big, revision], url }) })).findings
    expect(await of('postgresql://app@nowhere.invalid/lms')).toMatchObject([{ engine: 'postgres', rule: 'index-without-concurrently' }])
    expect(await of('sqlite:////nowhere/else.db')).toEqual([])
  })

  it('knows where alembic’s own transactions end', async () => {
    const concurrently = 'op.create_index("late", "big", ["id"], postgresql_concurrently=True)'
    const lint = async (upgrade: string) => {
      const source = await makeAlembicProject({ revisions: [big, { ...dropsBig, upgrade }], url: 'postgresql://app@nowhere.invalid/lms' })
      return briefly((await openTestConsole().client.migrations.lint({ source })).findings)
    }
    expect(await lint(`\n    with op.get_context().autocommit_block():\n        ${concurrently}`)).toEqual([])
    expect(await lint(concurrently)).toEqual(['b2 error concurrently-in-transaction'])
  })

  it('asks alembic once, however many targets ask for however many plans of it', async () => {
    const source = await readAlembicSource(await makeAlembicProject({ revisions: [big, dropsBig, { ...afterwards, down: '"b2"' }] }))
    const folder = newFolder('alembic')
    const [wrapper, log] = [join(folder, 'alembic'), join(folder, 'log')]
    writeFileSync(wrapper, `#!/bin/sh\necho begun >> '${log}'\nexec '${source.installed?.path}' "$@"\n`, { mode: 0o755 })
    const watched = { ...source, installed: { path: wrapper, version: null, packages: [] } }
    const { signal } = new AbortController()
    const plans = [['a1'], ['a1', 'b2'], ['b2', 'c3'], ['c3'], ['a1', 'b2', 'c3']]
    const texts = await Promise.all(plans.map((versions) => textsOfRevisions(watched, 'sqlite', versions, signal)))
    expect(texts.map((text) => [...text.values()].map(({ sql }) => sql !== null))).toEqual(
      plans.map((versions) => versions.map(() => true)),
    )
    expect(readFileSync(log, 'utf8')).toBe('begun\n')
  })

  it('opens none, whatever env.py does', async () => {
    const connecting = plainEnv.replace(
      'if context.is_off',
      'import sqlalchemy\nsqlalchemy.create_engine("sqlite:////tmp/pv-lint.db").connect()\nif context.is_off',
    )
    const source = await makeAlembicProject({ revisions: [big, dropsBig], env: connecting })
    const { findings, judged, notJudged } = await openTestConsole().client.migrations.lint({ source, engine: 'sqlite' })
    expect(briefly(findings)).toEqual(['a1 warning not-judged', 'b2 warning not-judged'])
    expect(findings[0]?.message).toContain('only the SQL was asked for')
    expect({ judged, notJudged }).toEqual({ judged: 0, notJudged: ['a1', 'b2'] })
  })

  it('says on the command line that nothing was judged where alembic is not installed, and exits with 1', async () => {
    const source = await makeAlembicProject({ revisions: [big, dropsBig] })
    const lint = (...more: string[]) =>
      provost(newFolder('workspace'), ['migrate', 'lint', '--source', source, '--engine', 'sqlite', ...more], {
        environment: { PATH: '/nowhere' },
      })
    const words = await lint()
    expect(words.exit).toBe(1)
    expect(words.stdout).toContain('alembic is not installed on this machine')
    expect(words.stdout).toContain('Not judged: a1, b2. No rule was applied to them.')
    const { exit, json } = await lint('--json')
    expect([exit, json()]).toEqual([1, expect.objectContaining({ blocking: 0, judged: 0, notJudged: ['a1', 'b2'] })])
  })
})
