import type { TokenList } from '../token-list.ts'
import { type ColumnType, columnType } from './lint-types.ts'

/** Words that begin a line of CREATE TABLE or of ADD which is no column. */
export const notColumns = new Set(
  'primary key index unique fulltext spatial constraint foreign check period like partition system vector'.split(' '),
)

/** The table a CREATE TABLE makes; null where none is made. */
export const createdTable = (list: TokenList): { readonly name: string; readonly next: number } | null => {
  if (list.word(0) !== 'create') return null
  const at = list.past(list.past(1, 'or', 'replace'), 'temporary')
  return list.word(at) === 'table' ? list.name(list.past(at + 1, 'if', 'not', 'exists')) : null
}

/** Where the table's name of an ALTER TABLE stands; MariaDB has words between. */
export const alteredTable = (list: TokenList): { readonly name: string; readonly next: number } | null => {
  if (list.word(0) !== 'alter') return null
  const at = list.past(list.past(1, 'online'), 'ignore')
  return list.word(at) === 'table' ? list.name(list.past(at + 1, 'if', 'exists')) : null
}

/** The types of columns, as far as the statements so far tell them. */
export class KnownColumns {
  private readonly types = new Map<string, ColumnType>()

  typeOf(table: string, column: string): ColumnType | null {
    return this.types.get(`${table}.${column}`) ?? null
  }

  set(table: string, column: string, type: ColumnType): void {
    this.types.set(`${table}.${column}`, type)
  }

  learn(list: TokenList): void {
    const created = createdTable(list)
    if (created !== null && list.isMark(created.next, '('))
      for (const line of list.group(created.next).pieces) this.column(created.name, line)
    const altered = alteredTable(list)
    if (altered === null) return
    for (const action of list.pieces(altered.next)) {
      const at = action.past(1, 'column')
      if (action.word(0) === 'add') for (const line of addedColumns(action)) this.column(altered.name, line)
      if (action.word(0) === 'modify') this.column(altered.name, action.from(action.past(at, 'if', 'exists')))
      if (action.word(0) === 'change') this.column(altered.name, action.from(action.past(at, 'if', 'exists') + 1))
    }
  }

  private column(table: string, line: TokenList): void {
    const { name, next } = line.name(0)
    if (line.length > 1 && !notColumns.has(line.word(0))) this.set(table, name, columnType(line.from(next)))
  }
}

/** The columns an ADD brings, one or several in parentheses; none for ADD INDEX and its kind. */
export const addedColumns = (action: TokenList): readonly TokenList[] => {
  const at = action.past(action.past(1, 'column'), 'if', 'not', 'exists')
  if (action.isMark(at, '(')) return action.group(at).pieces.filter((line) => !notColumns.has(line.word(0)))
  return notColumns.has(action.word(at)) ? [] : [action.from(at)]
}
