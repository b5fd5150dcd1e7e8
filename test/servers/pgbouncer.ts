import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { makeServerFolder } from './server-folder.ts'
import { asServerUser, freePort, giveTo, ServerProcess, untilReady } from './server-process.ts'
import type { TestServer } from './test-server.ts'

export interface PgbouncerOptions {
  readonly mode: 'session' | 'transaction'
  /** Logins besides the server's superuser. */
  readonly users?: Readonly<Record<string, string>>
  /** Databases that lead to another server than the rest. */
  readonly elsewhere?: Readonly<Record<string, TestServer>>
  /** Further lines of its configuration. */
  readonly settings?: readonly string[]
}

/** A PgBouncer of the test's own before a PostgreSQL. */
export interface TestPgbouncer {
  readonly port: number
  /** As the server's own, by another door. */
  url(database: string): string
  stop(): Promise<void>
}

const program = (): string => {
  const path = ['/usr/sbin/pgbouncer', '/usr/local/bin/pgbouncer', '/opt/homebrew/bin/pgbouncer'].find((place) => existsSync(place))
  if (path === undefined)
    throw new Error('pgbouncer is needed by these tests and was not found: install PgBouncer (Debian: apt-get install pgbouncer)')
  return path
}

/** Starts one; `server` lets in by password. */
export const startPgbouncer = async (
  server: TestServer,
  { mode, users = {}, elsewhere = {}, settings = [] }: PgbouncerOptions,
): Promise<TestPgbouncer> => {
  const directory = await makeServerFolder()
  const port = await freePort()
  const accounts = { [server.user]: server.password, ...users }
  await writeFile(
    join(directory, 'users.txt'),
    Object.entries(accounts)
      .map(([name, password]) => `"${name}" "${password.replaceAll('"', '""')}"\n`)
      .join(''),
  )
  const lines = [
    '[databases]',
    ...Object.entries(elsewhere).map(([name, other]) => `${name} = host=127.0.0.1 port=${other.port}`),
    `* = host=127.0.0.1 port=${server.port}`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'unix_socket_dir =',
    'auth_type = scram-sha-256',
    `auth_file = ${join(directory, 'users.txt')}`,
    `pool_mode = ${mode}`,
    'max_client_conn = 200',
    ...settings,
  ]
  await writeFile(join(directory, 'pgbouncer.ini'), `${lines.join('\n')}\n`)
  await giveTo('postgres', directory)
  const started = new ServerProcess(...asServerUser('postgres', program(), [join(directory, 'pgbouncer.ini')], 'KILL'), {
    PATH: process.env['PATH'] ?? '/usr/bin:/bin',
    LC_ALL: 'C',
  })
  await untilReady('PgBouncer', started, async () => {
    const client = new pg.Client({ host: '127.0.0.1', port, user: server.user, password: server.password, database: 'postgres' })
    client.on('error', () => {})
    await client.connect()
    await client.end()
  })
  return {
    port,
    url: (database) => server.url(database).replace(`:${server.port}/`, `:${port}/`),
    async stop() {
      await started.end('SIGKILL')
      await rm(directory, { recursive: true, force: true })
    },
  }
}
