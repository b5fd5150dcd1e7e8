import type { EngineKind } from '#contract/connections.ts'
import type { LintFacts, LintFinding } from './lint-rules.ts'
import { KnownColumns, lintMysql } from './mysql/index.ts'
import { KnownSchema, lintPostgres } from './postgres/index.ts'
import type { SqlStatement } from './sql-statement.ts'
import { lintSqlite } from './sqlite/index.ts'

/** What the migrations linted so far tell of the schema, so that a change of type can be judged. One per source and engine. */
export interface LintMemory {
  readonly postgres: KnownSchema
  readonly mysql: KnownColumns
}

export const lintMemory = (): LintMemory => ({ postgres: new KnownSchema(), mysql: new KnownColumns() })

/** What would go wrong, or keep others waiting, if these statements ran on a database in use. In the order of the statements. */
export const lintStatements = async (
  engine: EngineKind,
  statements: readonly SqlStatement[],
  facts: LintFacts,
  memory: LintMemory = lintMemory(),
): Promise<readonly LintFinding[]> => {
  switch (engine) {
    case 'postgres':
      return lintPostgres(statements, facts, memory.postgres)
    case 'mysql':
      return lintMysql(statements, memory.mysql)
    case 'sqlite':
      return lintSqlite(statements, facts)
  }
}
