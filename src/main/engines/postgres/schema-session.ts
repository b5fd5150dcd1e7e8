import type { EngineConfig, OpenOptions, RunOptions, Statement } from '../engine.ts'
import { addressOf } from '../peer.ts'
import { type SchemaSession, tryUntil } from '../schema-session.ts'
import { runOn } from '../session.ts'
import { connectPostgres } from './connect.ts'
import { poolingOf, Route } from './route.ts'
import type { PostgresSession } from './session.ts'
import { TypeNames } from './type-names.ts'

type ServerConfig = Exclude<EngineConfig, { engine: 'sqlite' }>

/**
 * Has the server look every two seconds whether we are still there: else the statement of a killed console runs on to its end, and
 * holds the tenant's lock. Known since PostgreSQL 14; servers on Windows cannot.
 */
const lookAfterClient = `case when current_setting('client_connection_check_interval', true) is not null then set_config('client_connection_check_interval', '2s', false) end`

/** Logs in to change a schema. The server's own settings hold: a migration means what it means in psql. */
export const openPostgresSchemaSession = async (config: ServerConfig, options: OpenOptions): Promise<SchemaSession> => {
  // What is read here are ledgers and catalogues, as text: the types of the database need not be learned first.
  const types = new TypeNames(addressOf(config))
  types.learn([])
  const route = new Route()
  const connect = (): Promise<PostgresSession> => connectPostgres(config, options, types, { whose: 'server', route })
  const session = await connect()
  const command = (sql: string, run: RunOptions = {}): Promise<void> => runOn(session, run, () => session.command(sql))
  const rows = (statement: Statement, run: RunOptions = {}) => runOn(session, run, () => session.rows(statement))
  return {
    engine: 'postgres',
    flavour: 'PostgreSQL',
    get healthy() {
      return session.healthy
    },
    command,
    // The simple protocol takes several.
    script: command,
    rows,
    tables: async (run) =>
      (
        await rows(
          {
            sql: `select n.nspname, c.relname from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                   where c.relkind in ('r', 'p') and n.nspname not in ('pg_catalog', 'information_schema') and n.nspname !~ '^pg_(toast|temp)'`,
            parameters: [],
          },
          run,
        )
      ).map(([schema, name]) => ({ schema: String(schema), name: String(name) })),
    lock: ({ postgres }, waitMs, signal) =>
      tryUntil(
        async () => {
          const [[held] = []] = await rows({ sql: `select pg_try_advisory_lock(${postgres})::text`, parameters: [] })
          if (held !== 'true') return false
          await command(`select ${lookAfterClient}`).catch((error: unknown) => {
            if (!session.healthy) throw error
          })
          return true
        },
        waitMs,
        signal,
      ),
    async lockAndRead({ postgres }, sql, signal) {
      // The reading must see all that the lock's last holder did, so it may not share a snapshot with the taking of the lock.
      const text = `begin isolation level read committed; select pg_try_advisory_lock(${postgres})::text, ${lookAfterClient}; ${sql}; commit`
      options.onStatement?.(text)
      try {
        const [, lock, read] = await runOn(session, signal === undefined ? {} : { signal }, () => session.rowsOfEach(text))
        return lock?.[0]?.[0] === 'true' ? (read ?? []) : null
      } catch (error) {
        if (!session.healthy || signal?.aborted) throw error
        // Most often a table that is not there yet: whoever asked goes the longer way, which tells.
        await command('rollback')
        return null
      }
    },
    pooler: () => route.pooler(async () => ((await session.isPooled()) ? poolingOf(session, connect) : 'none')),
    end: () => session.end().catch(() => session.destroy()),
    destroy: () => session.destroy(),
  }
}
