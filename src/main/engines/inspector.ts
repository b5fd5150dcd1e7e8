import type { EngineKind } from '#contract/connections.ts'
import type { Database, EngineConfig, RunOptions } from './engine.ts'
import { mysqlEvidence, mysqlProber } from './mysql/index.ts'
import { postgresEvidence, postgresProber } from './postgres/index.ts'
import type { Prober, ReadOnlyEvidence } from './probe/index.ts'
import { sqliteEvidence } from './sqlite/index.ts'

/** What a kind of server says before a login; files say nothing. */
export const proberOf = (kind: 'postgres' | 'mysql'): Prober => (kind === 'postgres' ? postgresProber : mysqlProber)

const evidence: Readonly<Record<EngineKind, (database: Database, config: EngineConfig, options: RunOptions) => Promise<ReadOnlyEvidence>>> =
  {
    postgres: postgresEvidence,
    mysql: mysqlEvidence,
    sqlite: sqliteEvidence,
  }

/** Whether the login behind an open database can write, by the catalogue alone. The database is a pool of one session. */
export const readOnlyEvidence = (database: Database, config: EngineConfig, options: RunOptions = {}): Promise<ReadOnlyEvidence> =>
  evidence[database.engine](database, config, options)
