import type { EngineConfig, OpenOptions, RunOptions, Statement } from '../engine.ts'
import { type SchemaSession, tryUntil } from '../schema-session.ts'
import { readAll, runOn } from '../session.ts'
import { MysqlSession } from './session.ts'

type ServerConfig = Exclude<EngineConfig, { engine: 'sqlite' }>

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** Logs in to change a schema. The server's own settings hold: a migration means what it means in the mysql client. */
export const openMysqlSchemaSession = async (config: ServerConfig, options: OpenOptions): Promise<SchemaSession> => {
  const session = await MysqlSession.open(config, options, { scripts: true })
  const command = (sql: string, run: RunOptions = {}): Promise<void> => runOn(session, run, () => session.command(sql))
  const rows = async (statement: Statement, run: RunOptions = {}) => (await runOn(session, run, () => readAll(session, statement))).rows
  try {
    await session.command('set session sql_mode = @@global.sql_mode, time_zone = @@global.time_zone')
  } catch (error) {
    session.destroy()
    throw error
  }
  return {
    engine: 'mysql',
    flavour: session.flavour === 'mariadb' ? 'MariaDB' : 'MySQL',
    get healthy() {
      return session.healthy
    },
    command,
    script: (sql, { onStatement = () => {}, ...run } = {}) => {
      options.onStatement?.(sql)
      return runOn(session, run, () => session.script(sql, onStatement))
    },
    rows,
    tables: async (run) =>
      (await rows({ sql: `select table_name from information_schema.tables where table_schema = database()`, parameters: [] }, run)).map(
        ([name]) => ({ schema: null, name: String(name) }),
      ),
    pooler: async () => 'none',
    lock: ({ mysql }, waitMs, signal) =>
      tryUntil(
        async () => {
          // 1 is had, 0 is not, null is an error of the server's: only the first is a lock.
          const [[held] = []] = await rows({ sql: `select get_lock(${quoted(mysql)}, 0)`, parameters: [] })
          return String(held) === '1'
        },
        waitMs,
        signal,
      ),
    end: () => session.end().catch(() => session.destroy()),
    destroy: () => session.destroy(),
  }
}
