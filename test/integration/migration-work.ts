import { afterEach } from 'vitest'
import type { MigrationSource } from '../../src/main/capabilities/migrations/sources/source.ts'
import type { WorkOn } from '../../src/main/capabilities/migrations/tool.ts'
import { type EngineConfig, openSchemaSession, type SchemaSession } from '../../src/main/engines/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { openOptions, type TestDatabase } from './engines-kit.ts'

const open: SchemaSession[] = []
// Children for SQLite are few: a test gives back what it opened.
afterEach(async () => {
  for (const session of open.splice(0)) await session.end()
})

/** Work on a test's database, as the console opens it for one target; what it logged is kept. */
export const workOn = async (
  { config, reopen }: Pick<TestDatabase, 'config' | 'reopen'>,
  source: MigrationSource,
  password: string | null,
  more: Partial<WorkOn> & { readonly changes?: Partial<EngineConfig> } = {},
): Promise<WorkOn & { readonly logged: string[] }> => {
  const place = { ...config, ...more.changes } as EngineConfig
  const session = await openSchemaSession(place, { ...openOptions(password, { readWrite: true }), startChild: startNodeChild })
  open.push(session)
  const logged: string[] = []
  return {
    session,
    reader: {
      engine: session.engine,
      read: async (statement, options) => ({ columns: [], rows: await session.rows(statement, options) }),
    },
    tables: () => session.tables(),
    openDatabase: async () => reopen(),
    config: place,
    source,
    label: 'north.example',
    operator: 'ada',
    limits: { lockTimeoutMs: 1000, statementTimeoutMs: 60_000, lockPatienceMs: 500 },
    waived: [],
    admit: async () => undefined,
    password: async () => password,
    signal: new AbortController().signal,
    clock: () => new Date(),
    log: (_, text) => logged.push(text),
    logged,
    ...more,
  }
}
