import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshName, sharedServer } from '../servers/index.ts'
import { type CommandResult, provost } from './cli-process.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pv-migrate-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const codeOf = (result: CommandResult): string => result.json<{ error: { code: string } }>().error.code

interface Applied {
  readonly run: string
  readonly targets: {
    readonly target: string
    readonly status: string
    readonly applied: string[]
    readonly ms: number | null
    readonly error: { readonly code: string; readonly remedy: string[] } | null
  }[]
  readonly tenantsPerSecond: number | null
}
interface Status {
  readonly targets: {
    readonly target: string
    readonly tool: string
    readonly applied: string[]
    readonly pending: string[]
    readonly heads: string[]
    readonly state: string
    readonly problems: { readonly code: string; readonly title: string; readonly remedy: string[] }[]
  }[]
}

interface RollbackDocument {
  readonly ways: { readonly version: string; readonly sql: string | null }[]
  readonly targets: { readonly target: string; readonly versions: string[]; readonly problems: { readonly code: string }[] }[]
  readonly confirm: string | null
}

const files: Readonly<Record<string, string>> = {
  '0001_notes.up.sql': 'create table notes (id integer not null primary key, body varchar(100));\n',
  '0001_notes.down.sql': 'drop table notes;\n',
  '0002_author.up.sql': 'alter table notes add column author varchar(40);\n',
  '0002_author.down.sql': 'alter table notes drop column author;\n',
}
const sourceFolder = (name: string, more: Readonly<Record<string, string>> = {}): string => {
  const source = join(folder, name)
  mkdirSync(source, { recursive: true })
  for (const [file, text] of Object.entries({ ...files, ...more })) writeFileSync(join(source, file), text)
  return source
}

const emptyFile = (): string => {
  const path = join(folder, `${freshName('lms')}.db`)
  const database = new Database(path)
  database.exec('pragma user_version = 1')
  database.close()
  return path
}

const places = [
  ...(['postgres15', 'mariadb'] as const).map((name) => ({
    title: name,
    async make() {
      const server = sharedServer(name)
      const database = await server.createDatabase(freshName('migrate'))
      const scheme = server.kind === 'postgres' ? 'postgresql' : 'mysql'
      return { url: `${scheme}://${server.user}@${server.host}:${server.port}/${database}`, password: server.password }
    },
  })),
  { title: 'SQLite', make: async () => ({ url: emptyFile(), password: null }) },
]

describe.each(places)('provost migrate on $title', ({ title, make }) => {
  const environment: NodeJS.ProcessEnv = {}
  const run = (...args: string[]) => provost(join(folder, `workspace-${title}`), args, { environment })
  let source: string
  beforeAll(async () => {
    const { url, password } = await make()
    if (password !== null) environment['PROVOST_PASSWORD'] = password
    const tls = url.includes('://') ? ['--tls', 'disable'] : []
    expect((await run('connection', 'add', 'lms', '--url', url, '--read-write', ...tls)).exit).toBe(0)
    source = sourceFolder(`source-${title}`)
  })

  it('goes through its life: status, dry run, apply, verify', async () => {
    const target = ['--connection', 'lms', '--source', source, '--json']
    const before = await run('migrate', 'status', ...target)
    expect(before.exit).toBe(0)
    expect(before.json<Status>().targets).toEqual([
      expect.objectContaining({
        target: 'lms',
        tool: 'provost',
        applied: [],
        pending: ['0001', '0002'],
        heads: ['0002'],
        state: 'behind',
        problems: [],
      }),
    ])
    const dry = await run('migrate', 'apply', ...target, '--dry-run')
    expect(dry.exit).toBe(0)
    expect(dry.json<{ migrations: { sql: string }[] }>().migrations.map(({ sql }) => sql)).toEqual([
      files['0001_notes.up.sql'],
      files['0002_author.up.sql'],
    ])
    expect((await run('migrate', 'status', ...target)).json<Status>().targets[0]?.applied).toEqual([])

    const applied = await run(
      'migrate',
      'apply',
      ...target,
      '--canary',
      '1',
      '--wave',
      '10',
      '--concurrency',
      '4',
      '--max-failures',
      '5%',
      '--lock-timeout',
      '500',
    )
    expect(applied.exit).toBe(0)
    const document = applied.json<Applied>()
    expect(document.targets).toEqual([{ target: 'lms', status: 'done', applied: ['0001', '0002'], ms: expect.any(Number), error: null }])
    expect(document.tenantsPerSecond).toBeGreaterThan(0)
    const verified = await run('migrate', 'verify', ...target)
    expect([verified.exit, verified.json<Status>().targets[0]?.state]).toEqual([0, 'current'])
  })

  it('says in a dry run of a rollback what would be taken back and what would be gone, and does nothing', async () => {
    const target = ['--connection', 'lms', '--source', source, '--json']
    const planned = await run('migrate', 'rollback', ...target, '--to', '0001', '--dry-run')
    expect(planned.exit).toBe(0)
    expect(planned.json<RollbackDocument>()).toMatchObject({
      ways: [{ version: '0002', file: '0002_author.down.sql', sql: files['0002_author.down.sql'], reversible: true }],
      targets: [
        { target: 'lms', versions: ['0002'], stays: '0001', losses: [{ table: 'notes', column: 'author', rows: 0 }], problems: [] },
      ],
      confirm: 'lms',
    })
    const words = (await run('migrate', 'rollback', '--connection', 'lms', '--source', source, '--dry-run')).stdout
    expect(words).toContain('0002 taken back, 0001 stays: lms')
    expect(words).toContain('gone: column author of table notes and its values, 0 rows in 1 of 1')
    expect(words).toContain(files['0002_author.down.sql']?.trim())
    expect((await run('migrate', 'status', ...target)).json<Status>().targets[0]?.applied).toEqual(['0001', '0002'])
  })

  it('takes back what was confirmed by name, and keeps both runs', async () => {
    const target = ['--connection', 'lms', '--source', source, '--json']
    const unasked = await run('migrate', 'rollback', ...target, '--steps', '1')
    expect([unasked.exit, codeOf(unasked)]).toEqual([3, 'confirmation.missing'])
    const back = await run('migrate', 'rollback', ...target, '--to', '0001', '--confirm', 'lms')
    expect([back.exit, back.json<Applied>().targets[0]]).toEqual([0, expect.objectContaining({ status: 'done', applied: ['0002'] })])
    const runs = (await run('migrate', 'runs', '--json')).json<{ runs: { id: string; state: string }[] }>().runs
    expect(runs.map(({ state }) => state)).toEqual(['done', 'done'])
    expect((await run('migrate', 'resume', runs.at(-1)?.id ?? '', '--json')).exit).toBe(2)
  })

  it('refuses a rollback to nothing or to what nobody knows, and a stop rule of no failures, with exit 2', async () => {
    const target = ['--connection', 'lms', '--source', source, '--json', '--confirm', 'lms']
    for (const [to, code] of [
      ['', 'call.invalid'],
      ['0009', 'migration.version-unknown'],
    ] as const) {
      const refused = await run('migrate', 'rollback', ...target, '--to', to)
      expect([refused.exit, codeOf(refused)]).toEqual([2, code])
    }
    expect((await run('migrate', 'apply', ...target, '--max-failures', '0%')).exit).toBe(2)
    expect((await run('migrate', 'apply', ...target, '--max-failures', '0.5%')).exit).toBe(0)
  })

  it('finds drift in a file, says it in one document, and exits with 1', async () => {
    const changed = sourceFolder(`changed-${title}`, { '0001_notes.up.sql': 'create table notes (id integer not null primary key);\n' })
    const target = ['--connection', 'lms', '--source', changed, '--json']
    const verified = await run('migrate', 'verify', ...target)
    expect(verified.exit).toBe(1)
    expect(verified.json<Status>().targets[0]).toMatchObject({ state: 'drifted', problems: [{ code: 'migration.checksum-drift' }] })
    const applied = await run('migrate', 'apply', ...target)
    expect(applied.exit).toBe(1)
    expect(applied.json<Applied>().targets[0]).toMatchObject({
      status: 'failed',
      error: { code: 'migration.checksum-drift', remedy: expect.any(Array) },
    })
  })

  it('fails a target whose SQL is refused, and resume goes on once it is mended', async () => {
    const broken = sourceFolder(`broken-${title}`, { '0003_more.up.sql': 'insert into nothing_here values (1);\n' })
    const target = ['--connection', 'lms', '--source', broken, '--json']
    const failed = await run('migrate', 'apply', ...target)
    expect(failed.exit).toBe(1)
    const { run: id, targets } = failed.json<Applied>()
    expect(targets[0]).toMatchObject({ status: 'failed', error: { code: 'migration.failed' } })
    const shown = (await run('migrate', 'show', id, '--json')).json<{ log: { level: string; text: string }[] }>()
    expect(shown.log.some(({ level, text }) => level === 'error' && text.includes('0003_more.up.sql, line 1'))).toBe(true)
    const again = await run('migrate', 'resume', id, '--json')
    expect([again.exit, again.json<Applied>().targets[0]?.status]).toEqual([1, 'failed'])
    const words = await run('migrate', 'status', '--connection', 'lms', '--source', broken)
    expect(words.stdout).toContain('0003')
  })

  it('says in a dry run of a rollback what has no way back, and exits with 1', async () => {
    const oneWay = sourceFolder(`one-way-${title}`)
    rmSync(join(oneWay, '0001_notes.down.sql'))
    const planned = await run('migrate', 'rollback', '--connection', 'lms', '--source', oneWay, '--steps', '5', '--dry-run')
    expect(planned.exit).toBe(1)
    expect(planned.stdout).toContain('0001 notes cannot be taken back. (migration.no-way-back)')
    expect(planned.stdout).toContain('1. Restore the backup taken before it.')
    expect(planned.stdout).toContain('Nothing would be taken back.')
  })

  it('refuses an external connection with exit 4', async () => {
    const { url } = await make()
    const tls = url.includes('://') ? ['--tls', 'disable'] : []
    await run('connection', 'add', 'theirs', '--url', url, '--read-write', '--external', ...tls)
    for (const act of ['apply', 'rollback', 'baseline', 'drift', 'resolve', 'plan']) {
      const refused = await run('migrate', act, '--connection', 'theirs', '--source', source, '--json', '--confirm', 'theirs')
      expect([act, refused.exit, codeOf(refused)]).toEqual([act, 4, 'migration.external'])
    }
  })
})

describe('provost migrate, called wrongly', () => {
  const run = (...args: string[]) => provost(join(folder, 'wrong'), args)
  beforeAll(async () => {
    await run('connection', 'add', 'lms', '--url', emptyFile(), '--read-write')
    await run('connection', 'add', 'reader', '--url', emptyFile())
  })

  it.each([
    [['status'], 2, 'migration.nothing-selected'],
    [['status', '--tenant', 'nobody.example'], 2, 'tenant.unknown'],
    [['status', '--group', 'nobody'], 2, 'tenant.group-unknown'],
    [['status', '--connection', 'nobody'], 2, 'connection.unknown'],
    [['status', '--connection', 'lms', '--source', '/nowhere'], 2, 'migration.source-missing'],
    [['status', '--connection', 'lms', '--source', '/etc'], 2, 'migration.source-unrecognised'],
    [['apply', '--connection', 'lms'], 2, 'migration.source-missing'],
    [['apply', '--connection', 'lms', '--max-failures', '0'], 2, 'call.invalid'],
    [['apply', '--connection', 'lms', '--waive', 'nothing'], 2, 'call.invalid'],
    [['apply', '--connection', 'lms', '--dry-run=maybe'], 2, 'call.invalid'],
    [['resume', 'nothing'], 2, 'run.unknown'],
    [['resume', '0123456789abcde'], 2, 'run.unknown'],
  ] as const)('%j exits with %i and says %s', async (args, exit, code) => {
    const result = await run('migrate', ...args, '--json')
    expect([result.exit, codeOf(result)]).toEqual([exit, code])
  })

  it('never writes through a read-only connection', async () => {
    const refused = await run('migrate', 'apply', '--connection', 'reader', '--source', sourceFolder('for-reader'), '--json')
    expect([refused.exit, codeOf(refused)]).toEqual([4, 'connection.read-only'])
  })

  it('names a version the source does not have, and SQL that cannot be taken apart', async () => {
    const source = sourceFolder('odd', {
      '0003_odd.up.sql': "select 'never closed;\n",
      '0004_begin.up.sql': 'begin;\ncreate table t (id integer);\ncommit;\n',
    })
    const target = ['--connection', 'lms', '--source', source, '--json']
    const unknown = await run('migrate', 'apply', ...target, '--to', '0009')
    expect([unknown.exit, codeOf(unknown)]).toEqual([2, 'migration.version-unknown'])
    const plan = await run('migrate', 'plan', ...target)
    expect([plan.exit, codeOf(plan)]).toEqual([2, 'migration.sql-invalid'])
    rmSync(join(source, '0003_odd.up.sql'))
    const begin = await run('migrate', 'plan', ...target)
    expect([begin.exit, codeOf(begin)]).toEqual([2, 'migration.sql-invalid'])
  })
})

describe('provost migrate with a file that has not a migration’s name', () => {
  it('tells it in verify, lint, plan and apply, with the name it should have', async () => {
    const run = (...args: string[]) => provost(join(folder, 'misnamed'), args)
    await run('connection', 'add', 'lms', '--url', emptyFile(), '--read-write')
    const source = sourceFolder('misnamed-source', { '0003_add col.up.sql': 'select 1;\n' })
    const remedy = 'Rename it: 0003_add_col.up.sql'
    const verified = await run('migrate', 'verify', '--connection', 'lms', '--source', source)
    expect([verified.exit, verified.stdout]).toEqual([1, expect.stringContaining(remedy)])
    const lint = await run('migrate', 'lint', '--source', source)
    expect([lint.exit, lint.stderr]).toEqual([2, expect.stringContaining(remedy)])
    for (const act of ['plan', 'apply']) {
      const refused = await run('migrate', act, '--connection', 'lms', '--source', source, '--json')
      expect([act, refused.exit, codeOf(refused)]).toEqual([act, 2, 'migration.source-invalid'])
    }
  })
})

describe('provost migrate over the demo campus', () => {
  const workspace = () => join(folder, 'demo')
  const run = (...args: string[]) => provost(workspace(), args)

  it('brings every tenant to its blueprint and leaves an audited run', async () => {
    expect((await run('demo', 'create', '--tenants', '6', '--workspace', workspace())).exit).toBe(0)
    const before = (await run('migrate', 'status', '--all', '--json')).json<Status>().targets
    expect(before.some(({ state }) => state === 'behind')).toBe(true)
    const applied = await run('migrate', 'apply', '--all', '--json')
    expect(applied.exit).toBe(0)
    expect(applied.stderr).not.toContain('Error')
    const after = (await run('migrate', 'status', '--all', '--json')).json<Status>().targets
    expect(after.every(({ state }) => state === 'current')).toBe(true)
    const audit = (await run('audit', 'list', '--json')).json<{ entries: { action: string; target: string }[] }>().entries
    expect(audit.filter(({ target }) => target === applied.json<Applied>().run).map(({ action }) => action)).toEqual([
      'migration.apply-ended',
      'migration.apply',
    ])
  })

  it('is interrupted by Ctrl-C without losing anything, and resumed', async () => {
    const source = sourceFolder('slow', {
      // Long enough to be interrupted, in SQLite.
      '0003_slow.up.sql':
        'create table counted as with recursive c(n) as (select 1 union all select n + 1 from c where n < 4000000) select count(*) as n from c;\n',
    })
    await run('connection', 'add', 'slow', '--url', emptyFile(), '--read-write')
    const interrupted = await provost(workspace(), ['migrate', 'apply', '--connection', 'slow', '--source', source, '--json'], {
      onStart: (kill) => setTimeout(() => kill('SIGINT'), 1500),
    })
    if (interrupted.exit !== 0) {
      const [last] = (await run('migrate', 'runs', '--json')).json<{ runs: { id: string; state: string }[] }>().runs
      expect(last?.state).toBe('interrupted')
      const resumed = await run('migrate', 'resume', last?.id ?? '', '--json')
      expect([resumed.exit, resumed.json<Applied>().targets[0]?.status]).toEqual([0, 'done'])
    }
    expect((await run('migrate', 'verify', '--connection', 'slow', '--source', source, '--json')).exit).toBe(0)
    expect(existsSync(source) && readFileSync(join(source, '0001_notes.up.sql'), 'utf8')).toBe(files['0001_notes.up.sql'])
  })
})

describe('provost migrate resolve', () => {
  it('says once what keeps it from a target', async () => {
    const run = (...args: string[]) => provost(join(folder, 'away'), args)
    const away = emptyFile()
    await run('connection', 'add', 'away', '--url', away, '--read-write')
    rmSync(away)
    const result = await run('migrate', 'resolve', '--connection', 'away', '--source', sourceFolder('for-away'))
    const title = /: (.+) \(connection\.file-missing\)|^(.+) \(connection\.file-missing\)/m.exec(result.stdout)
    const words = title?.[1] ?? title?.[2] ?? ''
    expect(words).not.toBe('')
    expect([result.exit, result.stdout.split(words).length - 1]).toEqual([1, 1])
  })
})

describe.runIf(existsSync('/proc/self'))('a folder that cannot be made', () => {
  const run = (...args: string[]) => provost(join(folder, 'nowhere'), args)

  it('for a new migration is told, and the command ends', async () => {
    const result = await run('migrate', 'new', 'notes', '--source', '/proc/nope', '--json')
    expect([result.exit, codeOf(result)]).toEqual([2, 'migration.source-missing'])
  })

  it('for a workspace is told too', async () => {
    const result = await run('connection', 'list', '--workspace', '/proc/nope', '--json')
    expect([result.exit, codeOf(result)]).toEqual([1, 'workspace.unusable'])
  })
})
