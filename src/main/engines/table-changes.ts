import type { EngineKind } from '#contract/connections.ts'
import type { SqlStatement } from './sql-statement.ts'
import { TokenList } from './token-list.ts'

/**
 * A table that a statement makes, drops, or gives another name (then both). In lower case, `schema.table` where it is qualified;
 * `schema.*` is gone with its schema.
 */
export interface TableChange {
  readonly made: string | null
  readonly gone: string | null
}

const kinds = new Set(['unlogged', 'virtual'])
/** What MySQL's RENAME may stand before beside the table's new name. */
const parts = new Set(['column', 'index', 'key', 'constraint'])

const madeBy = (list: TokenList): readonly TableChange[] => {
  const behind = list.past(1, 'or', 'replace')
  const at = kinds.has(list.word(behind)) ? behind + 1 : behind
  if (list.word(at) !== 'table') return []
  return [{ made: list.name(list.past(at + 1, 'if', 'not', 'exists')).name, gone: null }]
}

const goneBy = (list: TokenList): readonly TableChange[] => {
  const what = list.word(1)
  if (what !== 'table' && what !== 'schema' && what !== 'database') return []
  return list.pieces(list.past(2, 'if', 'exists')).map((piece) => {
    const { name } = piece.name(0)
    return { made: null, gone: what === 'table' ? name : `${name}.*` }
  })
}

const alteredBy = (list: TokenList, engine: EngineKind): readonly TableChange[] => {
  if (list.word(1) !== 'table') return []
  const { name: gone, next } = list.name(list.past(list.past(2, 'if', 'exists'), 'only'))
  return list.pieces(next).flatMap((piece): readonly TableChange[] => {
    if (piece.word(0) !== 'rename') return []
    if (piece.word(1) === 'to' || piece.word(1) === 'as') return [{ made: piece.name(2).name, gone }]
    // Elsewhere it is a column that is renamed so.
    return engine === 'mysql' && !parts.has(piece.word(1)) ? [{ made: piece.name(1).name, gone }] : []
  })
}

const renamedBy = (list: TokenList): readonly TableChange[] => {
  if (list.word(1) !== 'table' && list.word(1) !== 'tables') return []
  return list.pieces(list.past(2, 'if', 'exists')).map((piece) => {
    const { name: gone, next } = piece.name(0)
    return { made: piece.name(piece.past(next, 'to')).name, gone }
  })
}

/** The tables that statements make, drop and rename, in order. Code in strings and bodies is not run by being made, and temporary tables do not stay. */
export const tableChanges = (engine: EngineKind, statements: readonly Pick<SqlStatement, 'text' | 'runs'>[]): readonly TableChange[] =>
  statements.flatMap(({ text, runs }) => {
    const list = TokenList.of(runs ?? text, engine)
    switch (list.word(0)) {
      case 'create':
        return madeBy(list)
      case 'drop':
        return goneBy(list)
      case 'alter':
        return alteredBy(list, engine)
      case 'rename':
        return renamedBy(list)
      default:
        return []
    }
  })
