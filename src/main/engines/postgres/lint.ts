import { setImmediate } from 'node:timers/promises'
import type { Node } from 'libpg-query'
import type { Found, LintFacts, LintFinding } from '../lint-rules.ts'
import type { SqlStatement } from '../sql-statement.ts'
import { type KnownSchema, tableName, typeName } from './lint-schema.ts'
import { freshState, type LintState } from './lint-state.ts'
import { lintStatement } from './lint-statement.ts'
import { parsePostgres } from './parser.ts'

/** Tables of others whose exclusive locks one transaction may collect before that is worth a word. */
const fewTables = 3

const remember = (node: Node, state: LintState): void => {
  if ('CreateStmt' in node) state.fresh.add(tableName(node.CreateStmt.relation))
  if ('CreateTableAsStmt' in node) state.fresh.add(tableName(node.CreateTableAsStmt.into?.rel))
  if ('RenameStmt' in node && node.RenameStmt.renameType === 'OBJECT_TABLE') {
    const { relation, newname = '' } = node.RenameStmt
    if (state.fresh.delete(tableName(relation))) state.fresh.add(newname)
  }
  // A type made here may have its new values used at once.
  if ('CreateEnumStmt' in node) state.fresh.add(typeName(node.CreateEnumStmt.typeName))
  if ('IndexStmt' in node && state.fresh.has(tableName(node.IndexStmt.relation))) state.fresh.add(node.IndexStmt.idxname ?? '')
  state.known.learn(node)
}

const lintTransaction = (node: Node, statement: SqlStatement, state: LintState, found: Found): void => {
  if (state.transactional && !statement.transactional) {
    const concurrently = 'IndexStmt' in node || 'DropStmt' in node || 'ReindexStmt' in node || 'AlterTableStmt' in node
    found(
      concurrently ? 'concurrently-in-transaction' : 'not-in-transaction',
      'error',
      'PostgreSQL refuses the statement within a transaction, and the migration fails.',
      'Put it in a file of its own marked -- provost: no-transaction.',
    )
  }
  const text = JSON.stringify(node)
  const used = [...state.enumValues].find((value) => !('AlterEnumStmt' in node) && text.includes(`"sval":${JSON.stringify(value)}`))
  if (used !== undefined)
    found(
      'enum-value-used-in-transaction',
      'error',
      `The value ${used} may not be used before the transaction that added it has ended.`,
      'Add the value in a migration of its own.',
    )
}

const lintLocks = (node: Node, state: LintState, found: Found): void => {
  if (!state.transactional || !('AlterTableStmt' in node || 'RenameStmt' in node)) return
  const table = tableName('AlterTableStmt' in node ? node.AlterTableStmt.relation : node.RenameStmt.relation)
  if (table === '' || state.fresh.has(table) || state.locked.has(table)) return
  state.locked.add(table)
  if (state.locked.size === fewTables)
    found(
      'many-tables-locked',
      'warning',
      `${[...state.locked].join(', ')} stay locked together until the end, each waiting while the others are held.`,
      'Make a migration per table: each then holds one lock for a moment.',
    )
}

/** The lint of PostgreSQL, by its own parser’s tree. */
export const lintPostgres = async (
  statements: readonly SqlStatement[],
  facts: LintFacts,
  known: KnownSchema,
): Promise<readonly LintFinding[]> => {
  const state = freshState(facts.transactional, known)
  const findings: LintFinding[] = []
  for (const [index, statement] of statements.entries()) {
    // Other work of the process gets its turn in a long file.
    if (index % 500 === 499) await setImmediate()
    const found: Found = (rule, severity, message, safeWay) =>
      findings.push({ rule, severity, line: statement.line, statement: index, message, safeWay })
    for (const node of await parsePostgres(statement.text, (parsed) => parsed.node)) {
      lintStatement(node, state, found)
      lintLocks(node, state, found)
      lintTransaction(node, statement, state, found)
      remember(node, state)
    }
  }
  return findings
}
