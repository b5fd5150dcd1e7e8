import type { EngineKind } from '#contract/connections.ts'
import { splitMysql } from './mysql/index.ts'
import { splitPostgres } from './postgres/index.ts'
import type { SqlStatement } from './sql-statement.ts'
import { checkSqliteSyntax, splitSqlite } from './sqlite/index.ts'

/**
 * A migration in the statements that its engine would run, in order.
 * @throws ProvostError `migration.sql-invalid` with line and column where the text cannot be read or holds a client's own commands
 */
export const splitStatements = async (engine: EngineKind, text: string): Promise<readonly SqlStatement[]> => {
  switch (engine) {
    case 'postgres':
      return splitPostgres(text)
    case 'mysql':
      return splitMysql(text)
    case 'sqlite': {
      const statements = splitSqlite(text)
      checkSqliteSyntax(text, statements)
      return statements
    }
  }
}
