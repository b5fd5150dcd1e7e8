import type { EngineKind } from '#contract/connections.ts'
import type { StartChild } from '../foundation/processes/index.ts'
import type { Engine } from './engine.ts'
import { mysql } from './mysql/index.ts'
import { postgres } from './postgres/index.ts'
import { sqlite } from './sqlite/index.ts'

export * from './engine.ts'
export { evidenceOf, invalidIndexes } from './evidence.ts'
export * from './inspector.ts'
export { openSchemaSession, type SchemaSessionOptions } from './open-schema-session.ts'
export { addressOf, fingerprint, pinProblem } from './peer.ts'
export * from './probe/index.ts'
export { redactStatement } from './redact-statement.ts'
export type { SchemaDifference, SchemaModel, SchemaObject } from './schema-model/index.ts'
export type { SchemaSession, SessionLock } from './schema-session.ts'
export * from './schemas.ts'
export type { SqlStatement } from './sql-statement.ts'
export { lookAtFile, splitSqlite } from './sqlite/index.ts'
export { splitStatements } from './statements.ts'
export { tlsOptions } from './tls.ts'
export * from './tls-files.ts'
export * from './tunnel/index.ts'

/** The engine of a kind. SQLite runs in children that the host starts. */
export const engineOf = (kind: EngineKind, host: { readonly startChild: StartChild }): Engine => {
  switch (kind) {
    case 'postgres':
      return postgres
    case 'mysql':
      return mysql
    case 'sqlite':
      return sqlite(host.startChild)
  }
}
