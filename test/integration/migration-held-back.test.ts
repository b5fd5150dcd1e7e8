import { rename } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { mariadb, postgres15, sqlite, type TestEngine } from './engines-kit.ts'
import { newTarget, openTestConsole, passwordOf, selecting, settled, statusOf, type TestTarget, writeSource } from './migrations-kit.ts'

const made = { '0001_a.up.sql': 'create table a (id integer not null primary key);\n' }
const dropped = { '0002_d.up.sql': 'drop table a;\n' }
const waive = [{ rule: 'table-drop', reason: 'agreed with the registrar' }]

const engines: readonly TestEngine[] = [postgres15, mariadb, sqlite]

const tablesOf = async ({ database }: TestTarget): Promise<string[]> => (await database.database.tables()).map(({ name }) => name)

/** Two targets that have the first version; the source then gets one that drops its table. */
const begin = async (engine: TestEngine) => {
  const console = openTestConsole()
  const password = await passwordOf(engine)
  const targets = await Promise.all([newTarget(console, engine, password), newTarget(console, engine, password)])
  const [first, second] = targets as [TestTarget, TestTarget]
  const both = selecting(first.name, second.name)
  const source = writeSource(made)
  await settled(console, await console.client.migrations.apply({ targets: both, source, waive: [] }))
  writeSource(dropped, source)
  return { console, client: console.client, first, second, both, source }
}

describe.each(engines)('what the lint holds back on $title', (engine) => {
  it('is refused for a target that gets it, and let pass with a reason', async () => {
    const { console, client, first, source } = await begin(engine)
    await expect(client.migrations.apply({ targets: first.targets, source, waive: [] })).rejects.toMatchObject({
      data: { code: 'migration.lint' },
    })
    const run = await settled(console, await client.migrations.apply({ targets: first.targets, source, waive }))
    expect(run.targets).toMatchObject([{ status: 'done', applied: ['0002'] }])
  })

  it('is audited with its version, rule and reason, whether the call or the file lets it pass', async () => {
    const { console, client, first, second, source } = await begin(engine)
    const waivedOf = async (): Promise<unknown> => {
      const { entries } = await client.audit.list({ action: 'migration.apply', limit: 1 })
      return entries[0]?.detail
    }
    await settled(console, await client.migrations.apply({ targets: first.targets, source, waive }))
    expect(await waivedOf()).toMatchObject({ waived: ['table-drop: agreed with the registrar'] })
    writeSource({ '0002_d.up.sql': '-- provost: waive table-drop agreed on 3 March\ndrop table a;\n' }, source)
    await settled(console, await client.migrations.apply({ targets: second.targets, source, waive: [] }))
    expect(await waivedOf()).toMatchObject({ waived: ['0002 table-drop: agreed on 3 March'] })
  })

  it('reaches no target that came to lack it after the run was begun', async () => {
    const { console, client, second, both, source } = await begin(engine)
    await settled(console, await client.migrations.apply({ targets: both, source, waive }))
    writeSource({ '0003_c.up.sql': 'insert into c (id) values (1);\n' }, source)
    const failed = await settled(console, await client.migrations.apply({ targets: both, source, waive: [] }))
    expect(failed.targets.map(({ status }) => status)).toEqual(['failed', 'failed'])
    // As one that is restored from a backup.
    await second.database.execute("delete from provost_migrations where version >= '0002'")
    await second.database.execute('create table a (id integer not null primary key)')
    const resumed = await settled(console, await client.migrations.resume({ run: failed.run.id, failed: true }))
    expect(resumed.targets).toMatchObject([
      { status: 'failed', error: { code: 'migration.failed' } },
      {
        status: 'failed',
        applied: [],
        error: {
          code: 'migration.lint',
          detail: expect.stringContaining('0002_d.up.sql, line 1: table-drop'),
          remedy: expect.arrayContaining([
            expect.stringContaining(`provost migrate apply --waive table-drop=REASON --connection ${second.name} --source ${source}`),
          ]),
        },
      },
    ])
    expect(await tablesOf(second)).toContain('a')
  })
})

describe('a target that cannot be asked what it has', () => {
  it('counts as one that lacks everything: the run is not begun', async () => {
    const { console, client, first, both, source } = await begin(sqlite)
    if (first.database.config.engine !== 'sqlite') throw new Error('not SQLite')
    const { path } = first.database.config
    await rename(path, `${path}.away`)
    for (const targets of [first.targets, both])
      await expect(client.migrations.apply({ targets, source, waive: [] })).rejects.toMatchObject({
        data: {
          code: 'migration.lint',
          detail: expect.stringContaining('0002_d.up.sql, line 1: table-drop'),
          remedy: expect.arrayContaining([expect.stringContaining(first.name)]),
        },
      })
    await rename(`${path}.away`, path)
    expect((await statusOf(console, first.targets, source))[0]).toMatchObject({ pending: ['0002'] })
    expect(await client.migrations.runs({ limit: 10 })).toMatchObject({ runs: [expect.objectContaining({ state: 'done' })] })
  })
})
