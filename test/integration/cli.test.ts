import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freshName, sharedServer } from '../servers/index.ts'
import { type CommandResult, provost } from './cli-process.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pv-cli-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

interface Failure {
  readonly error: { readonly code: string; readonly title: string; readonly detail: string; readonly remedy: string[] }
}
const codeOf = (result: CommandResult): string => result.json<Failure>().error.code

const schema = [
  'create table programs (id integer primary key, name varchar(60) not null, tuition_cents bigint)',
  "insert into programs values (1, 'Dental Assisting', 9007199254740993), (2, 'Phlebotomy', null), (3, 'O''Hara; drop table programs', 7)",
]

interface Place {
  readonly title: string
  readonly engine: string
  make(): Promise<{ url: string; password: string | null }>
}

const onServer = (name: Parameters<typeof sharedServer>[0], title: string, engine: string): Place => ({
  title,
  engine,
  async make() {
    const server = sharedServer(name)
    const database = await server.createDatabase(freshName('cli'))
    for (const statement of schema) await server.execute(database, statement)
    const scheme = engine === 'postgres' ? 'postgresql' : 'mysql'
    return { url: `${scheme}://${server.user}@${server.host}:${server.port}/${database}`, password: server.password }
  },
})

const places: Place[] = [
  onServer('postgres15', 'PostgreSQL 15', 'postgres'),
  onServer('postgres18', 'PostgreSQL 18', 'postgres'),
  onServer('mariadb', 'MariaDB', 'mysql'),
  {
    title: 'SQLite',
    engine: 'sqlite',
    async make() {
      const path = join(folder, `${freshName('lms')}.db`)
      const database = new Database(path)
      for (const statement of schema) database.exec(statement)
      database.close()
      return { url: path, password: null }
    },
  },
]

describe.each(places)('the command line on $title', ({ engine, make }) => {
  let workspace: string
  let environment: NodeJS.ProcessEnv
  const run = (...args: string[]) => provost(workspace, args, { environment })

  beforeAll(async () => {
    workspace = join(folder, freshName('workspace'))
    const { url, password } = await make()
    environment = { PROVOST_PASSWORD: password ?? '' }
    const added = await run('connection', 'add', 'lms', '--url', url, '--environment', 'staging', '--json')
    expect(added).toMatchObject({ exit: 0 })
    expect(added.json()).toMatchObject({ connection: { name: 'lms', engine, environment: 'staging', readWrite: false } })
  })

  it('lists and shows the connection without its password', async () => {
    const listed = await run('connection', 'list', '--json')
    expect(listed.json<{ connections: { name: string }[] }>().connections.map(({ name }) => name)).toEqual(['lms'])
    const shown = await run('connection', 'show', 'lms', '--json')
    expect(shown.exit).toBe(0)
    expect(shown.stdout + listed.stdout).not.toContain('provost-test')
  })

  it('lists the tables with estimates, never a count', async () => {
    const { tables } = (await run('connection', 'tables', 'lms', '--json')).json<{ tables: { name: string }[] }>()
    expect(tables.map(({ name }) => name)).toContain('programs')
  })

  it('reads rows without loss, in pages that a cursor continues', async () => {
    const first = await run('connection', 'rows', 'lms', 'programs', '--sort', 'id', '--limit', '2', '--json')
    const page = first.json<{ columns: { name: string; type: string; nullable: boolean }[]; rows: unknown[][]; next: string | null }>()
    expect(page.columns.map(({ name }) => name)).toEqual(['id', 'name', 'tuition_cents'])
    expect(page.rows).toEqual([
      [1, 'Dental Assisting', '9007199254740993'],
      [2, 'Phlebotomy', null],
    ])
    const second = (
      await run('connection', 'rows', 'lms', 'programs', '--sort', 'id', '--limit', '2', '--after', page.next ?? '', '--json')
    ).json<typeof page>()
    expect(second.rows.map(([id]) => id)).toEqual([3])
    expect(second.next).toBeNull()
  })

  it('filters by the database, and takes an injection attempt as the value it is', async () => {
    const rows = async (filter: string) =>
      (await run('connection', 'rows', 'lms', 'programs', '--filter', filter, '--json')).json<{ rows: unknown[][] }>().rows.length
    expect(await rows('name contains dental')).toBe(1)
    expect(await rows('tuition_cents is null')).toBe(1)
    expect(await rows("name = O'Hara; drop table programs")).toBe(1)
    expect(await rows("name = ' or 1=1 --")).toBe(0)
  })

  it('answers one read-only statement', async () => {
    const answered = (await run('connection', 'query', 'lms', '--sql', 'select count(*) as n from programs', '--json')).json<{
      columns: { name: string }[]
      rows: unknown[][]
    }>()
    expect(answered.columns[0]?.name).toBe('n')
    expect(String(answered.rows[0]?.[0])).toBe('3')
  })

  it.each(['delete from programs', "insert into programs values (9, 'x', 1)", 'drop table programs'])(
    'refuses to write: %s',
    async (sql) => {
      const refused = await run('connection', 'query', 'lms', '--sql', sql, '--json')
      expect(refused.exit).toBe(4)
      expect(codeOf(refused)).toBe('query.read-only')
      const { rows } = (await run('connection', 'rows', 'lms', 'programs', '--json')).json<{ rows: unknown[][] }>()
      expect(rows.length).toBe(3)
    },
  )

  it.each([
    [['connection', 'rows', 'lms', 'nothing'], 2, 'table.unknown'],
    [['connection', 'rows', 'lms', 'programs', '--sort', 'colour'], 2, 'column.unknown'],
    [['connection', 'rows', 'lms', 'programs', '--filter', 'colour = red'], 2, 'column.unknown'],
    [['connection', 'rows', 'lms', 'programs', '--filter', 'nonsense'], 2, 'filter.invalid'],
    [['connection', 'rows', 'lms', 'programs', '--after', 'not-a-cursor'], 2, 'cursor.invalid'],
    [['connection', 'rows', 'lms', 'programs"; drop table programs; --'], 2, 'table.unknown'],
    [['connection', 'rows', 'nowhere', 'programs'], 2, 'connection.unknown'],
  ])('answers %j with exit %i and %s', async (args, exit, code) => {
    const result = await run(...args, '--json')
    expect([result.exit, codeOf(result)]).toEqual([exit, code])
    expect(result.json<Failure>().error.remedy.length).toBeGreaterThan(0)
  })

  it('removes the connection only when its name is typed', async () => {
    const unconfirmed = await run('connection', 'remove', 'lms', '--json')
    expect([unconfirmed.exit, codeOf(unconfirmed)]).toEqual([3, 'confirmation.missing'])
    expect((await run('connection', 'remove', 'lms', '--confirm', 'lms', '--json')).json()).toEqual({ removed: 'lms' })
    expect((await run('connection', 'list', '--json')).json()).toEqual({ connections: [] })
  })
})

describe('bad input', () => {
  const run = (...args: string[]) => provost(join(folder, 'bad-input'), args)

  it.each([
    [['connection', 'add', 'x', '--url', 'oracle://u@h/d'], 2, 'connection.engine-unknown'],
    [['connection', 'add', 'x', '--url', 'postgres://u@h:99999/d'], 2, 'connection.url-invalid'],
    [['connection', 'add', 'bad name!', '--url', '/tmp/a.db'], 2, 'connection.name-invalid'],
    [
      ['connection', 'add', 'x', '--url', 'postgres://u@db.example/d', '--environment', 'production', '--tls', 'disable'],
      4,
      'connection.insecure-refused',
    ],
    [['connection', 'add', 'x'], 2, 'call.invalid'],
    [['connection', 'resemble'], 2, 'call.invalid'],
    [['no-such-command'], 2, 'call.invalid'],
    [['connection', 'rows', 'x', 't', '--limit', 'many'], 2, 'call.invalid'],
    [['registrar', 'people'], 2, 'call.invalid'],
    [['job', 'show', 'NOPE'], 2, 'job.unknown'],
    [['tenant', 'show', 'nowhere.example'], 2, 'tenant.unknown'],
    [['connection', 'list', '--as', 'nobody'], 2, 'operator.unknown'],
  ])('%j ends with exit %i and %s, as JSON on stdout', async (args, exit, code) => {
    const result = await run(...args, '--json')
    expect([result.exit, codeOf(result)]).toEqual([exit, code])
  })

  it('tells a missing, an empty, a damaged file and a file that is no database apart', async () => {
    const empty = join(folder, 'empty.db')
    const text = join(folder, 'text.db')
    await writeFile(empty, '')
    await writeFile(text, 'this is a letter to the registrar, and it is long enough to be read as a header of a file')
    const codes: string[] = []
    for (const [name, path] of [
      ['missing', join(folder, 'missing.db')],
      ['empty', empty],
      ['text', text],
      ['folder', folder],
    ] as const) {
      expect((await run('connection', 'add', name, '--url', `file:${path}`, '--json')).exit).toBe(0)
      codes.push(codeOf(await run('connection', 'tables', name, '--json')))
    }
    expect(codes).toEqual([
      'connection.file-missing',
      'connection.file-empty',
      'connection.file-not-a-database',
      'connection.file-not-a-database',
    ])
  })

  it('says the same words on stderr when nobody asked for JSON', async () => {
    const result = await run('connection', 'show', 'nowhere')
    expect(result.stdout).toBe('')
    expect(result.stderr).toContain('connection.unknown')
    expect(result.stderr).toContain('1. ')
  })

  it('warns about a password in a URL, and prints it nowhere', async () => {
    const result = await run('connection', 'add', 'planted', '--url', 'postgres://u:planted-secret@127.0.0.1:1/d', '--json')
    expect(result.exit).toBe(0)
    expect(result.stderr).toContain('vault')
    expect(result.stdout + result.stderr).not.toContain('planted-secret')
    const state = await readFile(join(folder, 'bad-input', 'state.db'))
    expect(state.includes('planted-secret')).toBe(false)
  })
})

describe('operators, tenants and the audit log', () => {
  const run = (...args: string[]) => provost(join(folder, 'people-and-log'), args)

  it('lets each role do its part and refuses the rest with exit 4', async () => {
    expect((await run('operator', 'add', 'nadia', '--role', 'support', '--json')).exit).toBe(0)
    expect((await run('operator', 'add', 'nadia', '--role', 'support', '--json')).exit).toBe(2)
    const denied = await run('operator', 'add', 'eve', '--role', 'dba', '--as', 'nadia', '--json')
    expect([denied.exit, codeOf(denied)]).toEqual([4, 'access.denied'])
    expect((await run('connection', 'list', '--as', 'nadia', '--json')).exit).toBe(0)
    const { entries } = (await run('audit', 'list', '--json')).json<{ entries: { action: string; outcome: string; operator: string }[] }>()
    expect(entries).toContainEqual(expect.objectContaining({ operator: 'nadia', outcome: 'refused' }))
  })

  it('keeps a chain that verifies, and exports it', async () => {
    const verdict = await run('audit', 'verify', '--json')
    expect(verdict).toMatchObject({ exit: 0 })
    expect(verdict.json()).toMatchObject({ ok: true })
    const file = join(folder, 'audit.jsonl')
    expect((await run('audit', 'export', file, '--json')).exit).toBe(0)
    const lines = (await readFile(file, 'utf8')).trim().split('\n')
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ sequence: 1 })
  })

  it('shows a line that was changed behind its back, with exit 1', async () => {
    const database = new Database(join(folder, 'people-and-log', 'state.db'))
    database.exec('drop trigger if exists audit_no_update')
    for (const { name } of database
      .prepare<[], { name: string }>("select name from sqlite_master where type = 'trigger' and tbl_name = 'audit'")
      .all())
      database.exec(`drop trigger "${name}"`)
    database.exec("update audit set operator = 'somebody else' where sequence = 1")
    database.close()
    const verdict = await run('audit', 'verify', '--json')
    expect([verdict.exit, verdict.json<{ ok: boolean; broken: { sequence: number } }>().broken.sequence]).toEqual([1, 1])
  })

  it('adopts a database as a tenant, groups it, and gives no second tenant the same one', async () => {
    const path = join(folder, 'adopted.db')
    new Database(path).exec('create table t (id integer primary key)').close()
    expect((await run('connection', 'add', 'school', '--url', path, '--json')).exit).toBe(0)
    const adopted = await run('tenant', 'adopt', 'northfield.example', '--database', 'school', '--name', 'Northfield', '--json')
    expect(adopted.exit).toBe(0)
    expect((await run('tenant', 'list', '--json')).json()).toMatchObject({
      tenants: [{ domain: 'northfield.example', status: 'APPROVED' }],
    })
    const second = await run('tenant', 'adopt', 'other.example', '--database', 'school', '--json')
    expect([second.exit, codeOf(second)]).toEqual([2, 'tenant.database-taken'])
    expect((await run('tenant', 'group', 'add', 'east', 'northfield.example', '--json')).json()).toEqual({
      group: 'east',
      domains: ['northfield.example'],
    })
    expect((await run('tenant', 'group', 'list', '--json')).json()).toEqual({ groups: [{ name: 'east', domains: ['northfield.example'] }] })
    expect((await run('connection', 'remove', 'school', '--confirm', 'school', '--json')).exit).toBe(4)
  })
})

describe('the version', () => {
  it('is printed alone, without a workspace being made', async () => {
    const result = await provost(join(folder, 'never'), ['--version'])
    expect(result).toMatchObject({ exit: 0, stderr: '' })
    expect(result.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})
