import type { TableEntry, TableReference } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import { readAll, type Session } from '../session.ts'
import type { ShapeColumn, TableShape } from '../table-shape.ts'
import { classify, membersOf } from './cast-types.ts'

export const ask = async (session: Session, sql: string, ...parameters: unknown[]): Promise<(readonly Cell[])[]> =>
  (await readAll(session, { sql, parameters })).rows

/** The catalogue's text comes as bytes from some versions. */
export const text = (cell: Cell | undefined): string => {
  if (cell === null || cell === undefined) return ''
  return typeof cell === 'object' && '$bytes' in cell ? Buffer.from(cell.$bytes, 'base64').toString() : String(cell)
}

export const kindOfTable = (type: string): TableEntry['kind'] => (/view/i.test(type) ? 'view' : 'table')

/** The catalogue compares names without case whatever the server does; where the server tells them apart, the exact one is meant. */
export const findTable = async (session: Session, table: TableReference): Promise<{ name: string; kind: TableEntry['kind'] } | null> => {
  const rows = await ask(
    session,
    'select table_name, table_type, database() from information_schema.tables where table_schema = database() and table_name = ?',
    table.name,
  )
  const row = rows.find(([name]) => text(name) === table.name) ?? (rows.length === 1 ? rows[0] : undefined)
  // A login may see several databases; this connection is for one.
  if (!row || (table.schema !== null && table.schema !== text(row[2]))) return null
  return { name: text(row[0]), kind: kindOfTable(text(row[1])) }
}

/** MariaDB's JSON is text with a check; MySQL's is a type, and it has no such list of checks by table. */
export const jsonColumns = async (session: Session, table?: string): Promise<Set<string>> => {
  const [row] = await ask(session, 'select version()')
  if (!/mariadb/i.test(text(row?.[0]))) return new Set()
  const rows = await ask(
    session,
    `select table_name, check_clause from information_schema.check_constraints
      where constraint_schema = database() and check_clause like 'json_valid(%' ${table === undefined ? '' : 'and table_name = ?'}`,
    ...(table === undefined ? [] : [table]),
  )
  return new Set(rows.map(([name, clause]) => `${text(name)}\n${/json_valid\(`?(.*?)`?\)$/.exec(text(clause))?.[1] ?? ''}`))
}

export const columnsSql = `select table_name, column_name, data_type, column_type, is_nullable, coalesce(numeric_precision, 0), coalesce(numeric_scale, 0),
    cast(character_maximum_length as char) from information_schema.columns where table_schema = database()`

export interface ColumnLine {
  readonly table: string
  readonly column: ShapeColumn
}

export const toColumn =
  (json: ReadonlySet<string>) =>
  (row: readonly Cell[]): ColumnLine => {
    const [table, name, dataType, columnType, nullable, precision, scale, length] = row
    const [kind, castType] = classify({
      dataType: text(dataType),
      columnType: text(columnType),
      precision: Number(precision),
      scale: Number(scale),
      json: json.has(`${text(table)}\n${text(name)}`),
    })
    return {
      table: text(table),
      column: {
        name: text(name),
        type: text(columnType),
        castType,
        kind,
        nullable: text(nullable) !== 'NO',
        enumValues: kind === 'enum' ? membersOf(text(columnType)) : null,
        maxLength: length === null || length === undefined ? null : Number(text(length)),
        patterns: true,
      },
    }
  }

/** What paging needs to know of a table. */
export const shapeMysql = async (session: Session, table: TableReference): Promise<TableShape | null> => {
  const found = await findTable(session, table)
  if (!found) return null
  const json = await jsonColumns(session, found.name)
  const lines = await ask(session, `${columnsSql} and table_name = ? order by ordinal_position`, found.name)
  const columns = lines
    .map(toColumn(json))
    .filter((line) => line.table === found.name)
    .map((line) => line.column)
  const parts = await ask(
    session,
    `select index_name, column_name, sub_part, table_name from information_schema.statistics
      where table_schema = database() and table_name = ? and non_unique = 0 order by index_name <> 'PRIMARY', index_name, seq_in_index`,
    found.name,
  )
  const sets = new Map<string, (string | null)[]>()
  for (const [index, column, prefix, owner] of parts) {
    if (text(owner) !== found.name) continue
    // A part of a column, or an expression, is no column.
    sets.set(text(index), [...(sets.get(text(index)) ?? []), column === null || prefix !== null ? null : text(column)])
  }
  const sure = new Set(columns.filter((column) => !column.nullable && column.castType !== 'none').map((column) => column.name))
  const keys = [...sets.values()].filter((set): set is string[] => set.every((name) => name !== null && sure.has(name)))
  return { reference: { schema: null, name: found.name }, kind: found.kind, columns, keys, rowAddress: [] }
}
