import type { StartChild } from '../../foundation/processes/index.ts'
import type { EngineConfig, OpenOptions, RunOptions, Statement } from '../engine.ts'
import type { SchemaSession } from '../schema-session.ts'
import { batchOf, readAll, runOn } from '../session.ts'
import { childrenOf } from './children.ts'

type FileConfig = Extract<EngineConfig, { engine: 'sqlite' }>

/**
 * A child process that has one file to itself. SQLite's write transaction is the lock: who begins one (`begin immediate`) and then
 * reads the ledger sees all that others did.
 */
export const openSqliteSchemaSession = async (config: FileConfig, options: OpenOptions, startChild: StartChild): Promise<SchemaSession> => {
  const { path } = config
  const pool = childrenOf(startChild).write
  const session = (await pool.acquire()).at({ path, readWrite: options.readWrite, onStatement: options.onStatement })
  let ended = false
  const run = <Value>(run: RunOptions, task: () => Promise<Value>): Promise<Value> => runOn(session, run, task)
  const rows = async (statement: Statement, options: RunOptions = {}) => (await run(options, () => readAll(session, statement))).rows
  return {
    engine: 'sqlite',
    flavour: 'SQLite',
    get healthy() {
      return !ended && session.healthy
    },
    command: (sql, options = {}) => run(options, () => session.execute({ sql, parameters: [] }, () => true, batchOf(500))),
    script: (sql, options = {}) => run(options, () => session.script(sql)),
    rows,
    tables: async (run) =>
      (
        await rows(
          { sql: `select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'`, parameters: [] },
          run,
        )
      ).map(([name]) => ({ schema: null, name: String(name) })),
    pooler: async () => 'none',
    lock: async () => true,
    async end() {
      if (ended) return
      ended = true
      // The file is closed with what may be open on it; an open transaction is taken back.
      await session.close(path).catch(() => session.destroy())
      pool.release(session)
    },
    destroy() {
      if (ended) return
      ended = true
      session.destroy()
      pool.release(session)
    },
  }
}
