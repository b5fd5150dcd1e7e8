import { MysqlAdapter, MysqlIntrospector, MysqlQueryCompiler } from 'kysely'
import { ProvostError } from '#contract/errors.ts'
import { compileOnly } from '../compile-only.ts'
import { makeDatabase } from '../database.ts'
import type { Engine } from '../engine.ts'
import { addressOf } from '../peer.ts'
import { capOf } from '../server-cap.ts'
import { runOn } from '../session.ts'
import { SessionPool } from '../session-pool.ts'
import { mysqlIntrospection } from './introspect.ts'
import { mysqlPaging } from './paging.ts'
import { guardedMysql } from './query-guard.ts'
import { MysqlSession } from './session.ts'

export { mysqlAccountEvidence } from './account-evidence.ts'
export { openMysqlChanges } from './change.ts'
export { foreseenStatement } from './foreseen.ts'
export { planMysqlGrant } from './grant-plan.ts'
export { readsLastKey } from './last-key.ts'
export { leftByRollback } from './left-by-rollback.ts'
export { lintMysql } from './lint.ts'
export { KnownColumns } from './lint-schema.ts'
export { mysqlNamedStateSql } from './named-state.ts'
export { mysqlPlans } from './plan.ts'
export { mysqlEvidence } from './privileges.ts'
export { mysqlProber } from './probe.ts'
export { reviewMysql } from './review.ts'
export { openMysqlSchemaSession } from './schema-session.ts'
export { mysqlWriter } from './schema-writer.ts'
export { cloneMysql, mysqlScratches } from './scratch.ts'
export { type LostValue, SessionMemory } from './session-memory.ts'
export { sessionUseOf } from './session-use.ts'
export { splitMysql } from './statements.ts'

const kysely = compileOnly({
  createAdapter: () => new MysqlAdapter(),
  createQueryCompiler: () => new MysqlQueryCompiler(),
  createIntrospector: (database) => new MysqlIntrospector(database),
})

/** MySQL and MariaDB. Run against MariaDB 10.11; where the code asks for the flavour, MySQL's branch was not run. */
export const mysql: Engine = {
  kind: 'mysql',
  open(config, options) {
    if (config.engine !== 'mysql') throw new ProvostError('connection.engine-unknown', 'That is not a MySQL or MariaDB connection.')
    const pool = new SessionPool<MysqlSession>({
      settings: options.pool,
      cap: capOf(addressOf(config)),
      connect: () => MysqlSession.open(config, options),
    })
    return makeDatabase({
      engine: 'mysql',
      kysely,
      paging: mysqlPaging,
      introspection: mysqlIntrospection,
      async use(_purpose, run, task) {
        const session = await pool.acquire(run)
        try {
          return await runOn(session, run, () => task(session))
        } finally {
          pool.release(session)
        }
      },
      async inSnapshot(session, task) {
        if (!(session instanceof MysqlSession)) return task()
        await session.command('set transaction isolation level repeatable read')
        await session.command('start transaction with consistent snapshot, read only')
        try {
          return await task()
        } finally {
          if (session.healthy) await session.command('rollback').catch(() => session.destroy())
        }
      },
      guarded(session, text, options) {
        if (!(session instanceof MysqlSession)) throw new Error('A session of another engine')
        return guardedMysql(session, text, options)
      },
      close: () => pool.close(),
    })
  },
}
