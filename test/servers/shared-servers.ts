import { inject } from 'vitest'
import type { TestProject } from 'vitest/node'
import { ensureBuilt } from '../../scripts/lib/build.ts'
import { connectToServer } from './known-server.ts'
import { startMariadb } from './mariadb.ts'
import { startPostgres } from './postgres.ts'
import type { PrivateServer, TestServer } from './test-server.ts'

/** The servers that one run of the tests shares; each test makes its own database there. */
export const sharedServerNames = ['postgres15', 'postgres18', 'mariadb'] as const
export type SharedServerName = (typeof sharedServerNames)[number]

/** What a test process needs to reach a server that another process started; or why there is none. */
export type SharedServer =
  | { readonly kind: 'postgres' | 'mysql'; readonly title: string; readonly port: number; readonly user: string; readonly password: string }
  | { readonly missing: string }

declare module 'vitest' {
  export interface ProvidedContext {
    servers: Record<SharedServerName, SharedServer>
  }
}

interface Running {
  users: number
  readonly servers: Promise<Record<SharedServerName, Started>>
}

/** A MySQL 8 that runs already on this machine takes MariaDB's place where the environment names it: the workflow's service. */
const namedMysql = (): TestServer | null => {
  const url = process.env['PROVOST_TEST_MYSQL8']
  if (!url) return null
  const { port, username, password } = new URL(url)
  return connectToServer({ kind: 'mysql', title: 'MySQL 8', port: Number(port), user: username, password })
}

type Started = TestServer | PrivateServer | { readonly missing: string }

const starters: Record<SharedServerName, () => Promise<TestServer>> = {
  postgres15: () => startPostgres({ version: 15, settings: { max_connections: '200' } }),
  postgres18: () => startPostgres({ version: 18, settings: { max_connections: '200' } }),
  mariadb: async () => namedMysql() ?? startMariadb({ settings: { 'max-connections': '200' } }),
}

const startAll = async (): Promise<Record<SharedServerName, Started>> => {
  const start = (name: SharedServerName) => starters[name]().catch((error: unknown) => ({ missing: String(error) }))
  const [postgres15, postgres18, mariadb] = await Promise.all([start('postgres15'), start('postgres18'), start('mariadb')])
  return { postgres15, postgres18, mariadb }
}

// Several test projects of one run share the servers; each project loads this module anew, so the record is on the global.
const global = globalThis as { provostTestServers?: { current?: Running } }
global.provostTestServers ??= {}
const running = global.provostTestServers

/** The run's global setup: the program is built where it is not, and the servers started. A server that cannot be had fails the tests that need it, not the others. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  ensureBuilt()
  running.current ??= { users: 0, servers: startAll() }
  const mine = running.current
  mine.users++
  const servers = await mine.servers
  const shared = (server: Started): SharedServer => {
    if ('missing' in server) return { missing: server.missing }
    const { kind, title, port, user, password } = server
    return { kind, title, port, user, password }
  }
  project.provide('servers', {
    postgres15: shared(servers.postgres15),
    postgres18: shared(servers.postgres18),
    mariadb: shared(servers.mariadb),
  })
  return async () => {
    if (--mine.users > 0) return
    delete running.current
    await Promise.all(Object.values(servers).map((server) => ('stop' in server ? server.stop() : undefined)))
  }
}

/** A server shared by the whole run. Throws, saying what to install, where it could not be started. */
export const sharedServer = (name: SharedServerName): TestServer => {
  const server = inject('servers')[name]
  if ('missing' in server) throw new Error(server.missing)
  return connectToServer(server)
}
