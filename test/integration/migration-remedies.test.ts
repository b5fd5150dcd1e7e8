import { describe, expect, it } from 'vitest'
import { mariadb, postgres15, sqlite, type TestEngine } from './engines-kit.ts'
import { newTarget, openTestConsole, passwordOf, settled, statusOf, writeSource } from './migrations-kit.ts'

const engines: readonly TestEngine[] = [postgres15, mariadb, sqlite]
const made = { '0001_a.up.sql': 'create table a (id integer not null primary key);\n', '0001_a.down.sql': 'drop table a;\n' }

describe.each(engines)('what is said to do after a failure on $title', (engine) => {
  const begin = async (files: Readonly<Record<string, string>>) => {
    const console = openTestConsole()
    const target = await newTarget(console, engine, await passwordOf(engine))
    return { console, client: console.client, target, targets: target.targets, source: writeSource({ ...made, ...files }) }
  }

  it('is what helps: a mended database by the same run, a mended file by a new one', async () => {
    const { console, client, target, targets, source } = await begin({ '0002_b.up.sql': 'insert into b (id) values (1);\n' })
    const failed = await settled(console, await client.migrations.apply({ targets, source, waive: [] }))
    const remedy = failed.targets[0]?.error?.remedy ?? []
    expect(remedy).toEqual([
      'Mend the cause by the words above.',
      `After mending this database, go on: provost migrate resume ${failed.run.id}`,
      expect.stringMatching(
        new RegExp(`no database has 0002 yet .* begin a new run .*: provost migrate apply --connection ${target.name} --source ${source}$`),
      ),
    ])
    writeSource({ '0002_b.up.sql': 'create table b (id integer);\n' }, source)
    const resumed = await settled(console, await client.migrations.resume({ run: failed.run.id, failed: true }))
    expect(resumed.targets).toMatchObject([{ status: 'failed', error: { code: 'migration.failed' } }])
    const anew = await settled(console, await client.migrations.apply({ targets, source, waive: [] }))
    expect(anew.targets).toMatchObject([{ status: 'done', applied: ['0002'] }])
  })

  it('goes on with the same run where the database was mended', async () => {
    const { console, client, target, targets, source } = await begin({ '0002_b.up.sql': 'insert into b (id) values (1);\n' })
    const failed = await settled(console, await client.migrations.apply({ targets, source, waive: [] }))
    await target.database.execute('create table b (id integer)')
    const resumed = await settled(console, await client.migrations.resume({ run: failed.run.id, failed: true }))
    expect(resumed.targets).toMatchObject([{ status: 'done', applied: ['0001', '0002'] }])
    expect((await statusOf(console, targets, source))[0]).toMatchObject({ state: 'current' })
  })

  it('names a new rollback for a way back that fails', async () => {
    const { console, client, target, targets, source } = await begin({ '0001_a.down.sql': 'drop table nothing_here;\n' })
    await settled(console, await client.migrations.apply({ targets, source, waive: [] }))
    const failed = await settled(console, await client.migrations.rollback({ targets, source, steps: 1, confirm: target.name }))
    expect(failed.targets[0]?.error?.remedy.at(-1)).toMatch(/: provost migrate rollback --connection \S+ --source \S+$/)
  })
})

describe('a statement that takes longer than its limit', () => {
  const slow = 'select pg_sleep(30);\n'
  const failing = async (sql: string) => {
    const console = openTestConsole()
    const target = await newTarget(console, postgres15, await passwordOf(postgres15))
    const source = writeSource({ '0001_slow.up.sql': sql })
    const run = await console.client.migrations.apply({ targets: target.targets, source, statementTimeoutMs: 200, waive: [] })
    const { targets } = await settled(console, run)
    expect(targets).toMatchObject([{ status: 'failed', error: { code: 'migration.statement-timeout' } }])
    return { remedy: targets[0]?.error?.remedy ?? [], target, source }
  }

  it('is given a longer one by the command, not by a change of the file', async () => {
    const { remedy, target, source } = await failing(slow)
    expect(remedy[0]).toBe(
      `Give it longer in a new run, in ms: provost migrate apply --statement-timeout 1800000 --connection ${target.name} --source ${source}`,
    )
    expect(remedy[1]).toContain('where no database has 0001 yet')
  })

  it('that the file gave itself is raised in the file, where no database has it', async () => {
    const { remedy } = await failing(`-- provost: statement-timeout 200ms\n${slow}`)
    expect(remedy[0]).toMatch(/limit of its own.*only where no database has 0001 yet/)
    expect(remedy.join('\n')).not.toContain('--statement-timeout')
  })
})
