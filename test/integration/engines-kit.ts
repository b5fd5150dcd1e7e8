import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import BetterSqlite3 from 'better-sqlite3'
import { afterAll } from 'vitest'
import { type Database, defaultPool, type EngineConfig, engineOf, type OpenOptions, type TableQuery } from '../../src/main/engines/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { type SharedServerName, sharedServer } from '../servers/index.ts'

export interface TestDatabase {
  readonly database: Database
  readonly config: EngineConfig
  /** Runs SQL past the engine, with every right. */
  execute(sql: string): Promise<Record<string, unknown>[]>
  /** Another connection to the same database. */
  reopen(options?: Partial<OpenOptions>, config?: Partial<EngineConfig>): Database
}

export interface TestEngine {
  readonly title: string
  readonly kind: 'postgres' | 'mysql' | 'sqlite'
  /** A fresh, empty database; closed and removed when the file's tests are done. */
  create(setup?: string): Promise<TestDatabase>
}

const cleanups: (() => Promise<void> | void)[] = []
afterAll(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

export const openOptions = (password: string | null, more: Partial<OpenOptions> = {}): OpenOptions => ({
  pool: { ...defaultPool, size: 4, overflow: 4 },
  readWrite: false,
  password: async () => password,
  applicationName: 'provost-test',
  ...more,
})

const openTracked = (config: EngineConfig, options: OpenOptions): Database => {
  const database = engineOf(config.engine, { startChild: startNodeChild }).open(config, options)
  cleanups.push(() => database.close())
  return database
}

export const serverConfig = (
  server: { kind: 'postgres' | 'mysql'; port: number; user: string },
  database: string,
): Extract<EngineConfig, { engine: 'postgres' | 'mysql' }> => ({
  engine: server.kind,
  host: '127.0.0.1',
  port: server.port,
  user: server.user,
  database,
  tls: { mode: 'disable', ca: null, cert: null, key: null },
})

const onServer = (title: string, kind: 'postgres' | 'mysql', name: SharedServerName): TestEngine => ({
  title,
  kind,
  async create(setup) {
    const server = sharedServer(name)
    const databaseName = await server.createDatabase()
    if (setup) await server.execute(databaseName, setup)
    const config = serverConfig(server, databaseName)
    return {
      config,
      database: openTracked(config, openOptions(server.password)),
      execute: (sql) => server.execute(databaseName, sql),
      reopen: (options = {}, changes = {}) => openTracked({ ...config, ...changes } as EngineConfig, openOptions(server.password, options)),
    }
  },
})

export const sqliteFile = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), `pv-${process.pid}-sqlite-`))
  cleanups.push(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'tenant.db')
}

const sqlite: TestEngine = {
  title: 'SQLite',
  kind: 'sqlite',
  async create(setup) {
    const path = await sqliteFile()
    const own = new BetterSqlite3(path)
    own.pragma('journal_mode = wal')
    if (setup) own.exec(setup)
    cleanups.push(() => {
      own.close()
    })
    const config: EngineConfig = { engine: 'sqlite', path }
    return {
      config,
      database: openTracked(config, openOptions(null)),
      async execute(sql) {
        own.exec(sql)
        return []
      },
      reopen: (options = {}) => openTracked(config, openOptions(null, options)),
    }
  },
}

export const postgres15 = onServer('PostgreSQL 15', 'postgres', 'postgres15')
export const postgres18 = onServer('PostgreSQL 18', 'postgres', 'postgres18')
export const mariadb = onServer('MariaDB 10.11', 'mysql', 'mariadb')
export { sqlite }

/** Every engine, for tests of what they all promise. */
export const everyEngine: readonly TestEngine[] = [postgres15, postgres18, mariadb, sqlite]

/** A page request with the defaults of most tests. */
export const request = (name: string, more: Partial<TableQuery> = {}): TableQuery => ({
  table: { schema: null, name },
  sort: [],
  filters: [],
  limit: 100,
  maxBytes: 10_000_000,
  place: { from: 'start' },
  hidden: [],
  ...more,
})
