import type { Node } from 'libpg-query'
import { lineCounter, readableSql, type SqlStatement, sqlInvalid } from '../sql-statement.ts'
import { copyRemedy, parsePostgres } from './parser.ts'

/** Statements that PostgreSQL runs outside any transaction only. */
const alone = new Set([
  'CreatedbStmt',
  'DropdbStmt',
  'CreateTableSpaceStmt',
  'DropTableSpaceStmt',
  'AlterSystemStmt',
  'CreateSubscriptionStmt',
  'DropSubscriptionStmt',
])

const reindexesMuch = new Set(['REINDEX_OBJECT_SCHEMA', 'REINDEX_OBJECT_SYSTEM', 'REINDEX_OBJECT_DATABASE'])

/** Whether a statement may run in a transaction together with others. */
export const isTransactional = (node: Node): boolean => {
  if (Object.keys(node).some((kind) => alone.has(kind))) return false
  if ('VacuumStmt' in node) return node.VacuumStmt.is_vacuumcmd !== true
  if ('IndexStmt' in node) return node.IndexStmt.concurrent !== true
  if ('DropStmt' in node) return node.DropStmt.concurrent !== true
  if ('ReindexStmt' in node) {
    const { kind, params } = node.ReindexStmt
    return !reindexesMuch.has(kind ?? '') && !JSON.stringify(params ?? []).includes('"concurrently"')
  }
  // Without a table, every table that was ever clustered, each in a transaction of its own.
  if ('ClusterStmt' in node) return node.ClusterStmt.relation !== undefined
  if ('AlterDatabaseStmt' in node) return !JSON.stringify(node.AlterDatabaseStmt.options ?? []).includes('"tablespace"')
  if ('AlterTableStmt' in node) return !JSON.stringify(node.AlterTableStmt.cmds ?? []).includes('"concurrent":true')
  return true
}

/** A script of PostgreSQL in statements, by its own parser. */
export const splitPostgres = async (script: string): Promise<readonly SqlStatement[]> => {
  const text = readableSql(script)
  const found = await parsePostgres(text, ({ node, start, text: written }) => {
    if ('CopyStmt' in node && node.CopyStmt.filename === undefined)
      throw sqlInvalid(text, start, 'COPY from or to the client stands in the file, which only psql can do.', copyRemedy)
    return { text: written, start, transactional: isTransactional(node), control: 'TransactionStmt' in node }
  })
  const lineOf = lineCounter(text)
  return found.map(({ start, ...statement }) => ({ ...statement, line: lineOf(start) }))
}
