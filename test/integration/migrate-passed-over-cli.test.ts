import { rmSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { provost } from './cli-process.ts'
import { writeSource } from './migrations-kit.ts'

interface Named {
  readonly targets: readonly { readonly target: string; readonly status?: string }[]
  readonly skipped: readonly { readonly target: string; readonly reason: string }[]
  readonly ok?: boolean
}

describe('a tenant that a command passes over', () => {
  let folder: string
  let source: string
  const byStatus = new Map<string, string>()
  const run = (...args: string[]) => provost(join(folder, 'campus'), args)
  const tenant = (status: string): string => byStatus.get(status) ?? ''
  const everybodyPassedOver = () => [tenant('PENDING_APPROVAL'), tenant('SUSPENDED'), 'theirs.example', 'reader.example'].toSorted()
  const names = (list: readonly { readonly target: string }[]): string[] => list.map(({ target }) => target).toSorted()

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'pv-passed-over-'))
    expect((await run('demo', 'create', '--tenants', '6', '--workspace', join(folder, 'campus'))).exit).toBe(0)
    const { tenants } = (await run('tenant', 'list', '--json')).json<{ tenants: { domain: string; status: string }[] }>()
    for (const { domain, status } of tenants) byStatus.set(status, domain)
    for (const [name, mark] of [
      ['theirs', ['--read-write', '--external']],
      ['reader', []],
    ] as const) {
      const file = join(folder, `${name}.db`)
      new Database(file).exec('create table t (id integer primary key)').close()
      expect((await run('connection', 'add', name, '--url', file, ...mark)).exit).toBe(0)
      expect((await run('tenant', 'adopt', `${name}.example`, '--database', name, '--blueprint', 'aada')).exit).toBe(0)
    }
    source = writeSource({ '0001_notes.up.sql': 'create table provost_notes (id integer not null primary key);\n' })
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each(['status', 'verify', 'drift'])('%s names the tenant without a database, met through --all', async (command) => {
    const told = (await run('migrate', command, '--all', '--json')).json<Named>()
    expect(told.skipped).toEqual([{ target: tenant('PENDING_APPROVAL'), reason: 'waits for approval: it has no database yet' }])
    expect(told.targets).toHaveLength(7)
    expect((await run('migrate', command, '--all')).stdout).toContain(`passed over: ${tenant('PENDING_APPROVAL')}, waits for approval`)
  })

  it.each(['status', 'verify', 'drift', 'baseline', 'resolve', 'plan', 'apply', 'rollback'])(
    '%s of a tenant without a database, asked for by name, fell short and says why',
    async (command) => {
      const result = await run('migrate', command, '--tenant', tenant('PENDING_APPROVAL'), '--source', source, '--json')
      expect(result.exit).toBe(1)
      expect(JSON.stringify(result.json<unknown>())).toContain('waits for approval: it has no database yet')
    },
  )

  it('a run over all passes over the same, and is done', async () => {
    const result = await run('migrate', 'apply', '--all', '--json')
    expect(result.exit).toBe(0)
    const passed = result.json<Named>().targets.filter(({ status }) => status === 'skipped')
    expect(names(passed)).toEqual(everybodyPassedOver())
  })

  it.each([
    ['baseline', []],
    ['resolve', []],
    ['apply', ['--dry-run=clone']],
  ] as const)('%s %j over all names everybody who is passed over, and that is no shortfall', async (command, more) => {
    const result = await run('migrate', command, '--all', ...more, '--json')
    const told = result.json<Named>()
    expect(names(told.skipped)).toEqual(everybodyPassedOver())
    expect(Object.fromEntries(told.skipped.map(({ target, reason }) => [target, reason]))).toMatchObject({
      [tenant('SUSPENDED')]: 'suspended',
      'theirs.example': 'external: its LMS owns the schema',
      'reader.example': 'behind a read-only connection',
    })
    expect(result.exit).toBe(0)
  })

  it.each([
    ['baseline', []],
    ['resolve', []],
    ['apply', []],
    ['apply', ['--dry-run']],
    ['apply', ['--dry-run=clone']],
    ['rollback', []],
    ['rollback', ['--dry-run']],
  ] as const)('%s %j of a suspended tenant by name fell short', async (command, more) => {
    const result = await run('migrate', command, '--tenant', tenant('SUSPENDED'), ...more, '--json')
    expect(result.exit).toBe(1)
    expect(JSON.stringify(result.json<unknown>())).toContain('"suspended"')
  })

  it('a comparison of schemas tells of an external tenant within all, and refuses it by name', async () => {
    const all = (await run('migrate', 'drift', '--all', '--json')).json<{
      targets: { target: string; problem: { code: string } | null }[]
    }>()
    expect(all.targets.find(({ target }) => target === 'theirs.example')?.problem?.code).toBe('migration.external')
    const named = await run('migrate', 'drift', '--tenant', 'theirs.example', '--json')
    expect([named.exit, named.json<{ error: { code: string } }>().error.code]).toEqual([4, 'migration.external'])
  })
})
