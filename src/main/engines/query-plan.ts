import type { EngineKind } from '#contract/connections.ts'
import type { QueryPlan } from '#contract/query-plan.ts'
import type { Database, RunOptions } from './engine.ts'
import { mysqlPlans } from './mysql/index.ts'
import { type Plans, refuseUnreadable } from './plan.ts'
import { postgresPlans } from './postgres/index.ts'
import { sqlitePlans } from './sqlite/index.ts'

const plans: Readonly<Record<EngineKind, Plans>> = { postgres: postgresPlans, mysql: mysqlPlans, sqlite: sqlitePlans }

/** More steps than anybody reads. */
const mostSteps = 2000

/**
 * The plan of somebody else's statement, under the same guard as the statement: one, read-only, rolled back. `measured` runs it.
 * @throws ProvostError `query.*`, `connection.option-unsupported`
 */
export const planQuery = async (database: Database, sql: string, measured: boolean, options: RunOptions): Promise<QueryPlan> => {
  refuseUnreadable(sql, database.engine)
  const { ask, read } = plans[database.engine]
  const { rows } = await database.query(ask(sql, measured), { ...options, limit: mostSteps })
  return { ...read(rows), measured }
}
