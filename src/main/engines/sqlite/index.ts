import { SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely'
import { ProvostError } from '#contract/errors.ts'
import type { StartChild } from '../../foundation/processes/index.ts'
import { compileOnly } from '../compile-only.ts'
import { makeDatabase } from '../database.ts'
import type { Engine } from '../engine.ts'
import { runOn } from '../session.ts'
import { childrenOf } from './children.ts'
import { sqliteIntrospection } from './introspect.ts'
import { sqlitePaging } from './paging.ts'
import { guardedSqlite } from './query-guard.ts'
import { SqliteSession } from './session.ts'

export { lintSqlite } from './lint.ts'
export { sqlitePlans } from './plan.ts'
export { sqliteEvidence } from './privileges.ts'
export { lookAtFile } from './probe.ts'
export { reviewSqlite } from './review.ts'
export { openSqliteSchemaSession } from './schema-session.ts'
export { sqliteWriter } from './schema-writer.ts'
export { makeSqliteScratch, sweepScratchFiles } from './scratch.ts'
export { splitSqlite } from './statements.ts'
export { checkSqliteSyntax } from './syntax.ts'

const kysely = compileOnly({
  createAdapter: () => new SqliteAdapter(),
  createQueryCompiler: () => new SqliteQueryCompiler(),
  createIntrospector: (database) => new SqliteIntrospector(database),
})

/** SQLite files, each read by whichever of a few children is free. */
export const sqlite = (startChild: StartChild): Engine => ({
  kind: 'sqlite',
  open(config, options) {
    if (config.engine !== 'sqlite') throw new ProvostError('connection.engine-unknown', 'That is not a SQLite connection.')
    const { path } = config
    const target = { path, readWrite: options.readWrite, onStatement: options.onStatement }
    let closed = false
    return makeDatabase({
      engine: 'sqlite',
      kysely,
      paging: sqlitePaging,
      introspection: sqliteIntrospection,
      async use(purpose, run, task) {
        if (closed) throw new ProvostError('call.cancelled', 'The connection was closed.', { retryable: true })
        const pool = childrenOf(startChild)[purpose]
        const session = await pool.acquire(run)
        try {
          session.at(target)
          return await runOn(session, run, () => task(session))
        } finally {
          pool.release(session)
        }
      },
      // One statement of SQLite sees one state of the database from its first row to its last.
      inSnapshot: (_session, task) => task(),
      guarded(session, text, options) {
        if (!(session instanceof SqliteSession)) throw new Error('A session of another engine')
        return guardedSqlite(session, text, options)
      },
      async close() {
        closed = true
        const { read, stream } = childrenOf(startChild)
        // Idle children would hold the file open for half a minute more.
        while (read.giveUpIdle() || stream.giveUpIdle());
      },
    })
  },
})
