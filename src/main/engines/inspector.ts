import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { Database, EngineConfig, OpenOptions, RunOptions } from './engine.ts'
import { mysqlAccountEvidence, mysqlEvidence, mysqlProber, openMysqlChanges, planMysqlGrant, reviewMysql } from './mysql/index.ts'
import {
  openPostgresChanges,
  planPostgresGrant,
  postgresEvidence,
  postgresProber,
  postgresRoleEvidence,
  reviewPostgres,
} from './postgres/index.ts'
import type { AccessFindings, ChangeSession, GrantPlan, GrantPlanRequest, Prober, ReadOnlyEvidence, RoleEvidence } from './probe/index.ts'
import { reviewSqlite, sqliteEvidence } from './sqlite/index.ts'

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

/** The same of another role, without logging in as it: null where this login may not look. The database is a pool of one session, used up by it. */
export const roleEvidence = async (database: Database, config: EngineConfig, role: string): Promise<RoleEvidence | null> => {
  if (config.engine === 'sqlite') throw withoutAccounts()
  return config.engine === 'postgres' ? postgresRoleEvidence(database, config, role) : mysqlAccountEvidence(database, config, role)
}

/** Who may do what in an open database, as far as its login may see. */
export const reviewAccess = (database: Database, config: EngineConfig, options: RunOptions = {}): Promise<AccessFindings> => {
  if (database.engine === 'postgres') return reviewPostgres(database, options)
  return database.engine === 'mysql' ? reviewMysql(database, config, options) : reviewSqlite(config)
}

const withoutAccounts = (): ProvostError =>
  new ProvostError('connection.option-unsupported', 'A SQLite file has no roles and no passwords.', {
    remedy: ['Give and take rights on the file and its folder, by the system’s own means.'],
  })

/** Opens a session that may change accounts and rights, whatever the connection itself may do. */
export const openChanges = (config: EngineConfig, options: OpenOptions): Promise<ChangeSession> => {
  if (config.engine === 'sqlite') throw withoutAccounts()
  return config.engine === 'postgres' ? openPostgresChanges(config, options) : openMysqlChanges(config, options)
}

/** What making a limited role takes on this database. */
export const planGrant = (
  database: Database,
  config: EngineConfig,
  request: GrantPlanRequest,
  options: RunOptions = {},
): Promise<GrantPlan> => {
  if (config.engine === 'sqlite') throw withoutAccounts()
  return config.engine === 'postgres' ? planPostgresGrant(database, request, options) : planMysqlGrant(database, config, request, options)
}
