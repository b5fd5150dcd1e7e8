import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { type SqlStatement, splitStatements } from '../../../engines/index.ts'

/**
 * What a script consists of, to be shown: it is run whole, whatever we make of it, so one that our parser does not take apart is shown
 * as one statement. PostgreSQL takes several statements sent together for one transaction, unless the script makes its own.
 */
export const lookInto = async (
  engine: EngineKind,
  sql: string,
): Promise<{ readonly statements: readonly SqlStatement[]; readonly transactional: boolean }> => {
  try {
    const statements = await splitStatements(engine, sql)
    return {
      statements,
      transactional: engine === 'postgres' && !statements.some(({ control, transactional }) => control || !transactional),
    }
  } catch (error) {
    if (!(error instanceof ProvostError) || error.code !== 'migration.sql-invalid') throw error
    return { statements: [{ text: sql, line: 1, transactional: false, control: false }], transactional: false }
  }
}
