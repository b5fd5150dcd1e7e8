import type { Kysely } from 'kysely'
import type { EngineKind } from '#contract/connections.ts'
import type { TableDescription, TableEntry, TableReference } from '#contract/tables.ts'
import type { AnyTables, CatalogTable, ForeignRows, QueryBounds, RunOptions, ServerFacts } from './engine.ts'
import type { PagingDialect } from './paging/dialect.ts'
import type { Pooler } from './pooler.ts'
import type { SchemaModel } from './schema-model/index.ts'
import type { Session } from './session.ts'
import type { TableShape } from './table-shape.ts'

/** What an engine knows of its catalogue. Everything runs on the session it is given. */
export interface Introspection {
  server(session: Session): Promise<ServerFacts>
  catalog(session: Session): Promise<readonly CatalogTable[]>
  tables(session: Session): Promise<readonly TableEntry[]>
  /** Null where there is no such table, or this login may not see it. */
  describe(session: Session, table: TableReference): Promise<TableDescription | null>
  shape(session: Session, table: TableReference): Promise<TableShape | null>
  size(session: Session): Promise<number | null>
  /** Without the tables of ledgers, unless they are asked for. */
  model(session: Session, ledgers: boolean): Promise<SchemaModel>
}

/** What an engine brings; `makeDatabase` does the rest, the same for all. */
export interface EngineParts {
  readonly engine: EngineKind
  readonly kysely: Kysely<AnyTables>
  readonly paging: PagingDialect
  readonly introspection: Introspection
  /** Lends a session for one piece of work, under the guard of `runOn`. Streams hold theirs for long. */
  use<T>(purpose: 'read' | 'stream', options: RunOptions, task: (session: Session) => Promise<T>): Promise<T>
  /** Does the work within a read-only transaction that sees one state of the database. */
  inSnapshot<T>(session: Session, task: () => Promise<T>): Promise<T>
  /** Runs somebody else's statement under every guard the engine has. */
  guarded(session: Session, text: string, options: RunOptions & QueryBounds): Promise<ForeignRows>
  /** What stands between a session and its server; nothing where the engine has no such thing. */
  pooler?(options: RunOptions): Promise<Pooler>
  close(): Promise<void>
}
