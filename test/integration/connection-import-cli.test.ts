import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ImportEntry, ImportResult } from '#contract/connection-files.ts'
import { freshName, sharedServer } from '../servers/index.ts'
import { type CommandResult, provost } from './cli-process.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pv-import-cli-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const place = (): { run: (...args: string[]) => Promise<CommandResult>; write: (name: string, text: string) => string } => {
  const home = join(folder, freshName('home'))
  mkdirSync(home)
  const environment = { PROVOST_VAULT: 'file', PROVOST_VAULT_PASSPHRASE: 'correct horse' }
  return {
    run: (...args) => provost(join(home, 'workspace'), args, { environment }),
    write(name, text) {
      writeFileSync(join(home, name), text)
      return join(home, name)
    },
  }
}

interface Report {
  readonly results: ImportResult[]
  readonly left: ImportEntry[]
}

// Each command is a process of its own, with a vault whose key takes its time.
describe('provost connection import', () => {
  it('shows with --dry-run, takes without, and adds nothing the second time', async () => {
    const { run, write } = place()
    const files = [
      write('zulip-secrets.conf', '[secrets]\nlms_database_password = planted-one\n'),
      write('zulip.conf', '[lms_database]\nhost = db\n'),
    ]
    const shown = await run('connection', 'import', ...files, '--dry-run', '--json')
    expect(shown.exit).toBe(0)
    expect(shown.json<{ entries: ImportEntry[] }>().entries).toMatchObject([{ name: 'lms_production', passwordFound: true, state: 'new' }])
    const list = async (): Promise<string[]> => {
      const listed = await run('connection', 'list', '--json')
      expect(listed).toMatchObject({ exit: 0 })
      return listed.json<{ connections: { name: string }[] }>().connections.map(({ name }) => name)
    }
    expect(await list()).toEqual([])
    const taken = await run('connection', 'import', ...files, '--json')
    expect(taken).toMatchObject({ exit: 0 })
    expect(taken.json<Report>().results).toMatchObject([{ name: 'lms_production', outcome: 'added' }])
    const again = await run('connection', 'import', ...files)
    expect(again).toMatchObject({ exit: 0, stdout: expect.stringContaining('already there') })
    expect(await list()).toEqual(['lms_production'])
    const said = [shown, taken, again].map(({ stdout, stderr }) => stdout + stderr).join()
    expect(said).not.toContain('planted')
  })

  it('replaces a password only when told', async () => {
    const { run, write } = place()
    await run('connection', 'import', write('.env', 'DATABASE_URL=postgres://u:one@h/d\n'))
    const file = write('.env', 'DATABASE_URL=postgres://u:two@h/d\n')
    expect((await run('connection', 'import', file, '--dry-run')).stdout).toContain('password differs')
    expect((await run('connection', 'import', file, '--json')).json<Report>().results).toMatchObject([{ outcome: 'there' }])
    const replaced = await run('connection', 'import', file, '--replace-passwords', '--json')
    expect(replaced.json<Report>().results).toMatchObject([{ outcome: 'password-replaced' }])
    expect((await run('connection', 'import', file, '--dry-run', '--json')).json<{ entries: ImportEntry[] }>().entries).toMatchObject([
      { storedPassword: 'same' },
    ])
  })

  it('says what a file leaves open, and takes it with what is given', async () => {
    const { run, write } = place()
    const file = write('.env', 'DB_HOST=localhost\nDB_PORT=33061\nDB_NAME=learn_with_roko\nDB_USER=root\nDB_PASSWORD=\n')
    const open = await run('connection', 'import', file, '--json')
    expect(open).toMatchObject({ exit: 1, stderr: expect.stringContaining('Give it: --engine postgres|mysql|sqlite') })
    const given = await run('connection', 'import', file, '--engine', 'mysql', '--json')
    expect(given).toMatchObject({ exit: 0, stderr: expect.not.stringContaining('Give it') })
    expect(given.json<Report>()).toMatchObject({ results: [{ name: 'learn_with_roko', outcome: 'added' }], left: [] })
    const again = await run('connection', 'import', file, '--engine', 'mysql', '--json')
    expect(again.json<Report>()).toMatchObject({ results: [{ name: 'learn_with_roko', outcome: 'there' }], left: [] })
  })

  it('asks for no more than the engine given needs', async () => {
    const { run, write } = place()
    const file = write('.env', 'DB_DATABASE=/srv/a.db\n')
    const taken = await run('connection', 'import', file, '--engine', 'sqlite', '--json')
    expect(taken, taken.stderr).toMatchObject({ exit: 0, stderr: expect.not.stringContaining('Give it') })
    expect(taken.json<Report>()).toMatchObject({ results: [{ outcome: 'added' }], left: [] })
    const server = write('server.env', 'DB_HOST=db\nDB_USER=u\n')
    const open = await run('connection', 'import', server, '--engine', 'postgres', '--json')
    expect(open).toMatchObject({ exit: 1, stderr: expect.stringContaining('the file does not say its database. Give it: --database NAME') })
    expect((await run('connection', 'import', server, '--engine', 'mysql', '--json')).json<Report>()).toMatchObject({
      results: [{ outcome: 'added' }],
    })
  })

  it('exits 1 where something was left, and 2 for a file that is none of its kinds', async () => {
    const { run, write } = place()
    const partly = await run('connection', 'import', write('.env', 'DB_NAME=d\nDB_USER=u\nDATABASE_URL=postgres://u@h/d\n'), '--json')
    expect(partly.exit).toBe(1)
    expect(partly.json<Report>()).toMatchObject({ results: [{ outcome: 'added' }], left: [{ state: 'incomplete', missing: ['engine'] }] })
    const unknown = await run('connection', 'import', write('notes.txt', 'planted'), '--json')
    expect(unknown).toMatchObject({ exit: 2 })
    expect(unknown.json()).toMatchObject({ error: { code: 'connection.import-unrecognised', remedy: expect.any(Array) } })
    expect(await run('connection', 'import', join(folder, 'missing'))).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('connection.import-unreadable'),
    })
  })

  it('takes a Zulip server’s settings with a host and credentials that work, and the connection answers', async () => {
    const { run, write } = place()
    const server = sharedServer('postgres15')
    const database = await server.createDatabase(freshName('zulip'))
    const conf = `[lms_database]\ndatabase_name = ${database}\ndatabase_user = ${server.user}\nhost = ${server.host}\nport = ${server.port}\n`
    const secrets = write('dev-secrets.conf', `[secrets]\nlms_database_password = ${server.password}\n`)
    // Zulip's own two seconds are too few for a login on a busy test machine.
    const settings = write('settings.py', "DATABASES['lms_db']['OPTIONS']['connect_timeout'] = 60\n")
    expect(await run('connection', 'import', secrets, settings, write('zulip.conf', conf))).toMatchObject({ exit: 0 })
    const answered = await run('connection', 'query', database, '--sql', 'select current_database() as d', '--json')
    expect(answered).toMatchObject({ exit: 0 })
    expect(answered.json<{ rows: unknown[][] }>().rows).toEqual([[database]])
  })
})

describe('provost connection export', () => {
  it('writes what import reads, with --as for the format and, before the command, for the operator', async () => {
    const { run, write } = place()
    await run('connection', 'import', write('.env', 'DATABASE_URL=postgres://u:planted@h:5433/d?sslmode=verify-ca\n'))
    const exported = await run('connection', 'export', 'd', '--as', 'pg_service')
    expect(exported).toMatchObject({ exit: 0, stdout: '[d]\nhost=h\nport=5433\ndbname=d\nuser=u\nsslmode=verify-ca\nconnect_timeout=2\n' })
    const back = await run('connection', 'import', write('pg_service.conf', exported.stdout), '--json')
    expect(back.json<Report>().results).toMatchObject([{ outcome: 'there', connection: 'd' }])
    await run('operator', 'add', 'sam', '--role', 'support')
    const bySam = await run('--as', 'sam', 'connection', 'export', 'd', '--as', 'zulip', '--json')
    expect(bySam).toMatchObject({ exit: 0 })
    expect(bySam.json<{ files: { text: string }[] }>().files[0]?.text).toContain('[lms_database]')
    const entries = (await run('audit', 'list', '--json')).json<{ entries: { action: string; operator: string }[] }>().entries
    expect(entries.find(({ action }) => action === 'connection.export')?.operator).toBe('sam')
    expect(exported.stdout + bySam.stdout).not.toContain('planted')
  })

  it('wants a format that there is, and an operator that there is', async () => {
    const { run, write } = place()
    await run('connection', 'import', write('.env', 'DATABASE_URL=postgres://u@h/d\n'))
    for (const args of [
      ['export', 'd'],
      ['export', 'd', '--as', 'xml'],
      ['export', 'd', '--as', 'env', '--as', 'sam'],
    ]) {
      expect(await run('connection', ...args)).toMatchObject({ exit: 2, stderr: expect.stringContaining('zulip, env, pg_service') })
    }
    expect(await run('--as', 'nobody', 'connection', 'export', 'd', '--as', 'env')).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('operator.unknown'),
    })
  })

  it('can be stored as a file for each tool', async () => {
    const { run, write } = place()
    await run('connection', 'import', write('one.env', 'DATABASE_URL=mysql://u@h/d?ssl-mode=VERIFY_CA\n'))
    const path = write('two.env', (await run('connection', 'export', 'd', '--as', 'env')).stdout)
    expect(readFileSync(path, 'utf8')).toContain('DB_PASSWORD=\n')
    expect((await run('connection', 'import', path, '--json')).json<Report>().results).toMatchObject([{ outcome: 'there' }])
    expect(await run('connection', 'export', 'd', '--as', 'zulip')).toMatchObject({ exit: 2 })
  })
})
