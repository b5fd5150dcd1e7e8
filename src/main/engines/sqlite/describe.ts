import type { TableDescription, TableReference } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import type { Session } from '../session.ts'
import { estimates, toEntry } from './listing.ts'
import { ask, findTable, shapeSqlite, text } from './shape.ts'
import { kindOf } from './types.ts'

interface ForeignKeyRow {
  readonly table: string
  readonly target: string
  readonly own: string[]
  readonly theirs: string[]
  readonly onDelete: string
}

/** Foreign keys come a line per column; a target without columns means its primary key. */
const foreignKeys = async (session: Session, which: string, name: string): Promise<ForeignKeyRow[]> => {
  const rows = await ask(
    session,
    `select t.name, k.id, k."table", k."from", coalesce(k."to", (select p.name from pragma_table_xinfo(k."table") p where p.pk = k.seq + 1)), k.on_delete
       from pragma_table_list t, pragma_foreign_key_list(t.name) k
      where t.schema = 'main' and t.type = 'table' and ${which} order by t.name, k.id, k.seq`,
    name,
  )
  const keys = new Map<string, ForeignKeyRow>()
  for (const [table, id, target, from, to, onDelete] of rows) {
    const place = JSON.stringify([table, id])
    const key = keys.get(place) ?? { table: text(table), target: text(target), own: [], theirs: [], onDelete: text(onDelete).toLowerCase() }
    key.own.push(text(from))
    key.theirs.push(text(to))
    keys.set(place, key)
  }
  return [...keys.values()]
}

const indexesOf = async (session: Session, name: string): Promise<TableDescription['indexes']> => {
  const rows = await ask(
    session,
    `select l.name, l."unique", l.origin, i.name, s.sql from pragma_index_list(?) l join pragma_index_info(l.name) i
       left join sqlite_schema s on s.type = 'index' and s.name = l.name order by l.seq, i.seqno`,
    name,
  )
  const indexes = new Map<string, TableDescription['indexes'][number]>()
  for (const [index, unique, origin, column, definition] of rows) {
    const known = indexes.get(text(index))
    const part = column === null ? '(expression)' : text(column)
    if (known) known.columns.push(part)
    else {
      const made = definition === null ? `made by the ${origin === 'pk' ? 'primary key' : 'unique constraint'}` : text(definition)
      indexes.set(text(index), { name: text(index), columns: [part], unique: unique === 1, primary: origin === 'pk', definition: made })
    }
  }
  return [...indexes.values()]
}

const leads = (columns: readonly string[], key: readonly string[]): boolean => {
  const first = columns.slice(0, key.length).map((name) => name.toLowerCase())
  return key.every((name) => first.includes(name.toLowerCase()))
}

export const describeSqlite = async (session: Session, table: TableReference): Promise<TableDescription | null> => {
  const found = await findTable(session, table)
  const shape = await shapeSqlite(session, table)
  if (!found || !shape) return null
  const info = await ask(
    session,
    'select name, type, dflt_value, pk, hidden from pragma_table_xinfo(?) where hidden <> 1 order by cid',
    found.name,
  )
  const indexes = await indexesOf(session, found.name)
  const own = await foreignKeys(session, 't.name = ?', found.name)
  const inward = await foreignKeys(session, 'k."table" = ? collate nocase', found.name)
  const primary = shape.columns.filter((_, index) => Number(info[index]?.[3]) > 0).map((column) => column.name)
  const nullable = new Map(shape.columns.map((column) => [column.name, column.nullable]))
  return {
    table: toEntry(found.name, found.kind, (await estimates(session)).get(found.name)),
    columns: info.map(([name, type, fallback, position, hidden]: readonly Cell[]) => ({
      name: text(name),
      type: text(type),
      kind: kindOf(text(type)),
      nullable: nullable.get(text(name)) ?? true,
      default: fallback === null || fallback === undefined ? null : text(fallback),
      generated: hidden === 2 || hidden === 3,
      keyPosition: Number(position) > 0 ? Number(position) : null,
      enumValues: null,
      comment: null,
      hidden: null,
    })),
    indexes,
    foreignKeys: own.map((key, index) => ({
      name: `${found.name}_${index}`,
      columns: key.own,
      references: { schema: null, name: key.target, columns: key.theirs },
      onDelete: key.onDelete,
      indexed: indexes.some((each) => leads(each.columns, key.own)) || leads(primary, key.own),
    })),
    referencedBy: inward.map((key) => ({ schema: null, name: key.table, columns: key.own })),
    identity: shape.keys.length > 0 ? 'key' : shape.rowAddress.length > 0 ? 'row-address' : 'none',
  }
}
