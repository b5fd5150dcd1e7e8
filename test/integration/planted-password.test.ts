import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import Database from 'better-sqlite3'
import { beforeAll, describe, expect, it } from 'vitest'
import { openConnectionBook } from '../../src/main/fleet/registry/index.ts'
import { createFileVault } from '../../src/main/foundation/credentials/file-vault.ts'
import { openState } from '../../src/main/foundation/state/index.ts'
import { freshName, type PrivateServer, sharedServer, startPostgres, startSsh, type TestSsh } from '../servers/index.ts'
import { makeCheapVault } from './cheap-vault.ts'
import { type CommandResult, provost } from './cli-process.ts'
import { afterwards } from './connection-test-kit.ts'
import { ChildWatch, filesHolding, holds } from './planted-kit.ts'

const planted = 'Pl4ntedQ7f3aTulip'
const passphrase = 'Passphr4seZ9kHarbour'
/** Letters that addresses, shells and files each write in their own way stand around what is looked for. */
const whole = `%/"${planted}' \\$é`

let [folder, workspace] = ['', '']
let [server, ssh] = [null, null] as unknown as [PrivateServer, TestSsh]
const outputs: string[] = []
const children: string[] = []

/** What is tested here is not how long a busy machine takes to let one in. */
const patient = (args: readonly string[]): readonly string[] =>
  args[0] === 'connection' && args[1] === 'add' ? [...args, '--connect-timeout', '20000'] : args

const run = async (asked: readonly string[], more: { stdin?: string; exit?: number } = {}): Promise<CommandResult> => {
  const args = patient(asked)
  let watch: ChildWatch | null = null
  const result = await provost(workspace, args, {
    environment: { PROVOST_VAULT: 'file', PROVOST_VAULT_PASSPHRASE: passphrase, PATH: `${ssh.programs}${delimiter}${process.env['PATH']}` },
    ...(more.stdin === undefined ? {} : { stdin: more.stdin }),
    onStart: (_kill, pid) => {
      watch = new ChildWatch(pid)
    },
  })
  children.push(...((watch as ChildWatch | null)?.end() ?? []))
  outputs.push(`${args.join(' ').replaceAll(planted, '…')}\n${result.stdout}\n${result.stderr}`)
  expect(result.exit, `${args.join(' ')}\n${result.stdout}${result.stderr}`).toBe(more.exit ?? 0)
  return result
}

const asText = (text: string): string => `'${text.replaceAll("'", "''")}'`

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), `pv-${process.pid}-planted-`))
  workspace = join(folder, 'workspace')
  ;[server, ssh] = await Promise.all([startPostgres(), startSsh()])
  afterwards(() => rm(folder, { recursive: true, force: true }))
  afterwards(() => server.stop())
  afterwards(() => ssh.stop())
  await makeCheapVault(workspace, passphrase)
  await server.createDatabase('lms')
  await server.execute(
    'lms',
    `create role clerk login password ${asText(whole)}; create role other login password ${asText(whole)};
     create table grades (id int primary key); grant select on grades to clerk, other; insert into grades values (1)`,
  )
})

describe('a planted password', () => {
  it('is used by everything that uses one', { timeout: 400_000 }, async () => {
    const maria = sharedServer('mariadb')
    const database = await maria.createDatabase()
    const user = freshName('clerk')
    await maria.execute(
      database,
      `create user ${user}@'%' identified by 'x'; grant select on ${database}.* to ${user}@'%'; create table grades (id int primary key)`,
    )
    await maria.execute(database, `alter user ${user}@'%' identified by '${whole.replaceAll(/['\\]/g, '\\$&')}'`)
    const at = (login: string) => `postgresql://${login}@127.0.0.1:${server.port}/lms`
    const file = join(folder, 'tenant.db')
    new Database(file).exec('create table grades (id integer primary key)').close()
    const script = join(folder, 'password')
    await writeFile(script, `#!/bin/sh\nsleep 0.3\ncat ${join(folder, 'elsewhere', 'secret')}\n`)
    await chmod(script, 0o755)
    await mkdir(join(folder, 'elsewhere'))
    await writeFile(join(folder, 'elsewhere', 'secret'), `${whole}\n`)
    const environmentFile = join(folder, 'elsewhere', '.env')
    await writeFile(environmentFile, `DATABASE_URL=${at(`other:${encodeURIComponent(whole)}`)}?connect_timeout=20\n`)
    const broken = join(folder, 'elsewhere', 'broken.env')
    await writeFile(broken, `DATABASE_URL=postgresql://other:${planted}@127.0.0.1:notaport/lms\n`)
    const stdin = `${whole}\n`

    await run(['connection', 'add', 'by-url', '--url', at(`clerk:${encodeURIComponent(whole)}`)])
    await run(['connection', 'add', 'maria', '--url', `mysql://${user}@127.0.0.1:${maria.port}/${database}`, '--password-stdin'], { stdin })
    await run(['connection', 'add', 'far', '--url', at('clerk'), '--ssh', ssh.target, '--password-stdin'], { stdin })
    await run(['connection', 'add', 'told', '--url', at('clerk'), '--password-command', script])
    await run(['connection', 'add', 'file', '--url', file])
    await run(['connection', 'add', 'admin', '--url', server.url('lms'), '--read-write'])
    await run(['connection', 'import', environmentFile, '--json'])
    await run(['connection', 'import', broken], { exit: 1 })
    await run(['connection', 'add', 'bad', '--url', `postgresql://clerk:${planted}@127.0.0.1:notaport/lms`], { exit: 2 })
    await run(['connection', 'add', 'bad', '--url', `oracle://clerk:${planted}@127.0.0.1/lms`], { exit: 2 })
    await run(['connection', 'test', '--all', '--json', '--log-sql'])
    await run(['connection', 'test', 'told', '--report'])
    await run(['connection', 'test', '--url', at('clerk'), '--password-stdin', '--report'], { stdin: `${planted}-wrong\n`, exit: 1 })
    await run(['connection', 'test', '--url', `mysql://${user}@127.0.0.1:${maria.port}/nowhere`, '--password-stdin', '--json'], {
      stdin,
      exit: 1,
    })
    for (const name of ['by-url', 'maria', 'far', 'told'])
      await run(['connection', 'query', name, '--sql', 'select * from grades', '--log-sql'])
    await run(['connection', 'query', 'by-url', '--log-sql', '--sql', `alter role clerk password '${planted}'`], { exit: 4 })
    await run(['connection', 'query', 'maria', '--log-sql', '--sql', `select * from nowhere where secret = '${planted}'`], { exit: 1 })
    await run(['connection', 'grant-readonly', 'admin', '--role', 'sealed', '--password-stdin', '--dry-run', '--log-sql'], { stdin })
    await run(['connection', 'grant-readonly', 'admin', '--role', 'sealed', '--password-stdin', '--log-sql', '--json'], { stdin })
    await run(['connection', 'privileges', 'by-url', '--csv', join(workspace, 'review.csv')])
    await run(['connection', 'privileges', 'maria', '--json'])
    for (const format of ['zulip', 'env', 'pg_service']) await run(['connection', 'export', 'by-url', '--as', format])
    await run(['connection', 'show', 'by-url', '--json'])
    await run(['health', 'check', '--all', '--json'])
    await run(['connection', 'rotate', 'by-url', '--log-sql', '--json'])
    await run(['connection', 'rotate', 'maria', '--log-sql'])
    await run(['connection', 'query', 'by-url', '--sql', 'select 1'])
    // The other connections of that login have the old password now: what they say when it is refused.
    await run(['connection', 'test', 'far', '--json'], { exit: 1 })
    await run(['connection', 'query', 'far', '--sql', 'select 1'], { exit: 1 })
    await run(['health', 'history', '--json'])
    await run(['audit', 'list', '--json'])
    await run(['audit', 'export', join(workspace, 'audit.csv')])
    await run(['job', 'list'])
  })

  it('is found in none of the workspace’s files, and neither are those that replaced it', async () => {
    expect(await filesHolding(join(folder, 'elsewhere'), planted), 'the search itself').toHaveLength(3)
    expect((await readdir(workspace)).toSorted()).toEqual(
      expect.arrayContaining(['audit.csv', 'logs', 'review.csv', 'state.db', 'vault.json']),
    )
    expect(await filesHolding(workspace, planted)).toEqual([])
    expect(await filesHolding(workspace, passphrase)).toEqual([])
    const vault = createFileVault(workspace, passphrase)
    const state = openState(workspace)
    const records = openConnectionBook(state).list()
    state.close()
    const fresh = await Promise.all(
      ['by-url', 'maria'].map((name) => vault.get(records.find(({ connection }) => connection.name === name)?.vaultKey ?? '')),
    )
    vault.close()
    for (const secret of fresh) {
      expect(secret).toMatch(/^\S{16,}$/)
      expect(await filesHolding(workspace, secret ?? planted)).toEqual([])
      expect(outputs.filter((output) => holds(output, secret ?? planted))).toEqual([])
      expect(children.filter((child) => holds(child, secret ?? planted))).toEqual([])
    }
  })

  it('is said neither on stdout nor on stderr', () => {
    expect(outputs.length).toBeGreaterThan(30)
    for (const secret of [planted, passphrase]) expect(outputs.filter((output) => holds(output, secret))).toEqual([])
  })

  it('is left out of what Provost itself changes, which --log-sql shows', () => {
    for (const shown of [
      'sql: ALTER ROLE CURRENT_USER PASSWORD ?',
      'sql: SET PASSWORD = ?',
      'sql: CREATE ROLE "sealed" LOGIN NOSUPERUSER',
      'sql: GRANT SELECT ON ALL TABLES IN SCHEMA "public" TO "sealed";',
    ])
      expect(
        outputs.some((output) => output.includes(shown)),
        shown,
      ).toBe(true)
    expect(outputs.filter((output) => /SCRAM-SHA-256\$|\*[0-9A-F]{40}/.test(output))).toEqual([])
  })

  it('is in no argument and no environment of a child', () => {
    for (const kind of ['ssh', 'sqlite-child', 'password'])
      expect(
        children.some((child) => child.includes(kind)),
        kind,
      ).toBe(true)
    for (const secret of [planted, passphrase]) expect(children.filter((child) => holds(child, secret))).toEqual([])
  })
})
