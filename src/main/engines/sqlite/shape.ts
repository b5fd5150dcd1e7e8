import type { TableEntry, TableReference } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import { readAll, type Session } from '../session.ts'
import type { ShapeColumn, TableShape } from '../table-shape.ts'
import { kindOf } from './types.ts'

export const ask = async (session: Session, sql: string, ...parameters: unknown[]): Promise<(readonly Cell[])[]> =>
  (await readAll(session, { sql, parameters })).rows

export const text = (cell: Cell | undefined): string => (cell === null || cell === undefined ? '' : String(cell))

export interface FoundTable {
  readonly name: string
  readonly kind: TableEntry['kind']
  readonly withoutRowid: boolean
}

/** A table by its name, which SQLite compares without case. */
export const findTable = async (session: Session, table: TableReference): Promise<FoundTable | null> => {
  if (table.schema !== null && table.schema !== 'main') return null
  const [row] = await ask(
    session,
    `select name, type, wr from pragma_table_list where schema = 'main' and name = ? collate nocase order by name = ? desc limit 1`,
    table.name,
    table.name,
  )
  return row ? { name: text(row[0]), kind: row[1] === 'view' ? 'view' : 'table', withoutRowid: row[2] === 1 } : null
}

const column = (name: string, type: string, nullable: boolean): ShapeColumn => ({
  name,
  type,
  castType: '',
  kind: kindOf(type),
  nullable,
  enumValues: null,
  maxLength: null,
  patterns: true,
})

/** What paging needs to know of a table. */
export const shapeSqlite = async (session: Session, table: TableReference): Promise<TableShape | null> => {
  const found = await findTable(session, table)
  if (!found) return null
  const info = await ask(session, 'select name, type, "notnull", pk from pragma_table_xinfo(?) where hidden <> 1 order by cid', found.name)
  const primary = info.filter((row) => Number(row[3]) > 0).sort((a, b) => Number(a[3]) - Number(b[3]))
  const rowid = found.kind === 'table' && !found.withoutRowid
  const isRowid = rowid && primary.length === 1 && text(primary[0]?.[1]).toUpperCase() === 'INTEGER'
  const never = new Set(info.filter((row) => row[2] === 1).map((row) => text(row[0])))
  // A primary key may hold NULLs in SQLite, except as the rowid itself or without one.
  if (isRowid || found.withoutRowid) for (const row of primary) never.add(text(row[0]))
  const columns = info.map(([name, type]) => column(text(name), text(type), !never.has(text(name))))
  const unique = await ask(
    session,
    `select l.seq, i.name from pragma_index_list(?) l, pragma_index_info(l.name) i
      where l."unique" = 1 and l.partial = 0 and l.origin = 'u' order by l.seq, i.seqno`,
    found.name,
  )
  const sets = new Map<Cell, string[]>()
  for (const [index, name] of unique) sets.set(index ?? null, [...(sets.get(index ?? null) ?? []), text(name)])
  const keys = [primary.map((row) => text(row[0])), ...sets.values()].filter(
    (key) => key.length > 0 && key.every((name) => never.has(name)),
  )
  const names = columns.map((each) => each.name.toLowerCase())
  const address = ['rowid', '_rowid_', 'oid'].find((name) => !names.includes(name))
  return {
    reference: { schema: null, name: found.name },
    kind: found.kind,
    columns,
    keys: found.kind === 'view' ? [] : keys,
    rowAddress: rowid && address !== undefined ? [column(address, 'INTEGER', false)] : [],
  }
}
