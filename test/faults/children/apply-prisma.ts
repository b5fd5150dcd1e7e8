import { prismaTool, readPrismaSource } from '../../../src/main/capabilities/migrations/prisma/index.ts'
import { defaultPool, type EngineConfig, openSchemaSession } from '../../../src/main/engines/index.ts'
import { startNodeChild } from '../../../src/main/foundation/processes/index.ts'

/** Applies a Prisma project to one database, to be killed meanwhile. */
interface Order {
  readonly config: EngineConfig
  readonly password: string | null
  readonly folder: string
}

process.once('message', async (message) => {
  const { config, password, folder } = message as Order
  const login = { pool: defaultPool, readWrite: true, password: async () => password, applicationName: 'provost-test' }
  const session = await openSchemaSession(config, { ...login, startChild: startNodeChild })
  process.send?.('open')
  await prismaTool.apply(
    {
      session,
      reader: {
        engine: session.engine,
        read: async (statement, options) => ({ columns: [], rows: await session.rows(statement, options) }),
      },
      tables: () => session.tables(),
      openDatabase: () => Promise.reject(new Error('not needed')),
      config,
      source: await readPrismaSource(folder),
      label: 'victim',
      operator: 'ada',
      limits: { lockTimeoutMs: 1000, statementTimeoutMs: 0, lockPatienceMs: 20_000 },
      waived: [],
      admit: async () => undefined,
      password: async () => password,
      signal: new AbortController().signal,
      clock: () => new Date(),
      log: () => undefined,
    },
    null,
  )
  await session.end()
  process.exit(0)
})
