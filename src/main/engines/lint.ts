import type { EngineKind } from '#contract/connections.ts'
import type { LintFacts, LintFinding } from './lint-rules.ts'
import { lintMysql } from './mysql/index.ts'
import { lintPostgres } from './postgres/index.ts'
import type { SqlStatement } from './sql-statement.ts'
import { lintSqlite } from './sqlite/index.ts'

/** What would go wrong, or keep others waiting, if these statements ran on a database in use. In the order of the statements. */
export const lintStatements = async (
  engine: EngineKind,
  statements: readonly SqlStatement[],
  facts: LintFacts,
): Promise<readonly LintFinding[]> => {
  switch (engine) {
    case 'postgres':
      return lintPostgres(statements, facts)
    case 'mysql':
      return lintMysql(statements, facts)
    case 'sqlite':
      return lintSqlite(statements, facts)
  }
}
