import { PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { ProvostError } from '#contract/errors.ts'
import { compileOnly } from '../compile-only.ts'
import { makeDatabase } from '../database.ts'
import type { Engine, RunOptions } from '../engine.ts'
import { addressOf } from '../peer.ts'
import { capOf } from '../server-cap.ts'
import { runOn } from '../session.ts'
import { SessionPool } from '../session-pool.ts'
import { connectPostgres } from './connect.ts'
import { postgresIntrospection } from './introspect.ts'
import { postgresPaging } from './paging.ts'
import { guardedPostgres } from './query-guard.ts'
import { poolingOf, Route } from './route.ts'
import { PostgresSession } from './session.ts'
import { TypeNames } from './type-names.ts'

export { openPostgresChanges } from './change.ts'
export { planPostgresGrant } from './grant-plan.ts'
export { lintPostgres } from './lint.ts'
export { KnownSchema } from './lint-schema.ts'
export { invalidPostgresIndexes, postgresNamedStateSql, textArray } from './named-state.ts'
export { postgresPlans } from './plan.ts'
export { postgresEvidence } from './privileges.ts'
export { postgresProber } from './probe.ts'
export { reviewPostgres } from './review.ts'
export { postgresRoleEvidence } from './role-evidence.ts'
export { openPostgresSchemaSession } from './schema-session.ts'
export { postgresWriter } from './schema-writer.ts'
export { clonePostgres, postgresScratches } from './scratch.ts'
export { splitPostgres } from './statements.ts'

const kysely = compileOnly({
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (database) => new PostgresIntrospector(database),
})

/** PostgreSQL, and what speaks its protocol. */
export const postgres: Engine = {
  kind: 'postgres',
  open(config, options) {
    if (config.engine !== 'postgres') throw new ProvostError('connection.engine-unknown', 'That is not a PostgreSQL connection.')
    const types = new TypeNames(addressOf(config))
    const route = new Route()
    const connect = (): Promise<PostgresSession> => connectPostgres(config, options, types, { route })
    const pool = new SessionPool<PostgresSession>({
      settings: options.pool,
      cap: capOf(addressOf(config)),
      connect,
    })
    const lend = async <Value>(run: RunOptions, task: (session: PostgresSession) => Promise<Value>): Promise<Value> => {
      const session = await pool.acquire(run)
      try {
        return await runOn(session, run, () => task(session))
      } finally {
        pool.release(session)
      }
    }
    return makeDatabase({
      engine: 'postgres',
      kysely,
      paging: postgresPaging,
      introspection: postgresIntrospection,
      use: (_purpose, run, task) => lend(run, (session) => session.reading(() => task(session))),
      pooler: (run) =>
        route.pooler(() => lend(run, async (session) => ((await session.isPooled()) ? poolingOf(session, connect) : 'none'))),
      async inSnapshot(session, task) {
        if (!(session instanceof PostgresSession)) return task()
        await session.command('begin isolation level repeatable read, read only')
        try {
          return await task()
        } finally {
          if (session.healthy) await session.command('rollback').catch(() => session.destroy())
        }
      },
      guarded(session, text, options) {
        if (!(session instanceof PostgresSession)) throw new Error('A session of another engine')
        return guardedPostgres(session, text, options)
      },
      close: () => pool.close(),
    })
  },
}
