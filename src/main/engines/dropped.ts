import type { EngineKind } from '#contract/connections.ts'
import type { SqlStatement } from './sql-statement.ts'
import { TokenList } from './token-list.ts'

/** A table or a column that statements drop, with what it holds. Names are in lower case, `schema.table` where it is qualified. */
export interface Dropped {
  readonly table: string
  /** Null where the table itself goes. */
  readonly column: string | null
}

/** What `ALTER TABLE … DROP` may drop that holds no values. */
const holdsNothing = new Set(['constraint', 'index', 'key', 'primary', 'foreign', 'check', 'default', 'period', 'system'])

const droppedColumns = (list: TokenList): readonly Dropped[] => {
  const at = list.past(list.past(2, 'if', 'exists'), 'only')
  const { name: table, next } = list.name(at)
  return list.pieces(next).flatMap((piece) => {
    if (piece.word(0) !== 'drop' || holdsNothing.has(piece.word(1))) return []
    return [{ table, column: piece.name(piece.past(piece.past(1, 'column'), 'if', 'exists')).name }]
  })
}

const renamedTo = (list: TokenList): string | null => {
  if (!list.has(0, 'alter', 'table')) return null
  const { next } = list.name(list.past(2, 'if', 'exists'))
  return list.has(next, 'rename', 'to') ? list.name(next + 2).name : null
}

/**
 * The tables and columns that statements drop by name. What takes the name of a dropped table afterwards stands for it: SQLite changes
 * a table by making it anew. Code in strings (a DO block, a procedure) is not seen into.
 */
export const droppedBy = (engine: EngineKind, statements: readonly Pick<SqlStatement, 'text'>[]): readonly Dropped[] => {
  const lists = statements.map(({ text }) => TokenList.of(text, engine))
  const replaced = new Set(lists.map(renamedTo))
  const dropped = lists.flatMap((list): readonly Dropped[] => {
    if (list.has(0, 'drop', 'table'))
      return list.pieces(list.past(2, 'if', 'exists')).map((piece) => ({ table: piece.name(0).name, column: null }))
    return list.has(0, 'alter', 'table') ? droppedColumns(list) : []
  })
  return dropped.filter(({ table, column }) => column !== null || !replaced.has(table))
}

/** What changes the schema, or nothing that stays, by its first words. */
const schemaOnly = new Set(['create', 'comment', 'grant', 'revoke', 'analyze', 'pragma', 'reindex'])
const dropsRows = new Set(['schema', 'database', 'owned'])
/** Words of an ALTER TABLE that writes values anew, or parts with rows. */
const rewriting = ['type', 'modify', 'change', 'convert', 'truncate', 'exchange', 'detach', 'cascade'] as const

const leavesRows = (list: TokenList): boolean => {
  const [first, second] = [list.word(0), list.word(1)]
  if (first === 'drop') return !dropsRows.has(second) && !list.anywhere('cascade')
  if (first === 'alter') return second !== 'table' || !rewriting.some((word) => list.anywhere(word))
  return schemaOnly.has(first)
}

/**
 * Whether statements may change rows of tables that they do not drop: by DELETE and its like, by CASCADE, by code. Said where it is not
 * plain that they do not. SQLite's foreign keys follow a dropped table besides.
 */
export const mayChangeOtherRows = (engine: EngineKind, statements: readonly Pick<SqlStatement, 'text'>[]): boolean =>
  statements.some(({ text }) => !leavesRows(TokenList.of(text, engine)))
