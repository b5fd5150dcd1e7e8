import type { Cell } from '#contract/values.ts'
import { modelOf, type SchemaModel, type SchemaObject, type SchemaObjectKind } from '../schema-model/index.ts'
import type { Session } from '../session.ts'
import { normalised, readCreateTable } from './create-table.ts'
import { ask, text } from './shape.ts'

type Row = readonly Cell[]

const object = (
  kind: SchemaObjectKind,
  path: readonly string[],
  facts: Readonly<Record<string, string | null>>,
  made: Cell = null,
): SchemaObject => ({
  kind,
  path,
  facts: Object.fromEntries(Object.entries(facts).flatMap(([name, fact]) => (fact === null ? [] : [[name, fact]]))),
  text: made === null ? null : text(made),
})

/** Constraints have no names that mean anything in SQLite: what they say is what they are. */
const constraint = (table: string, definition: string): SchemaObject => object('constraint', [table, definition], { definition })

const grouped = (rows: readonly Row[]): Row[][] => {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const key = JSON.stringify(row.slice(0, 2))
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [...groups.values()]
}

const list = (names: readonly (Cell | undefined)[]): string => `( ${names.map((name) => text(name).toLowerCase()).join(' , ')} )`

const foreignKey = (parts: readonly Row[]): SchemaObject => {
  const [table, , target, , , onUpdate, onDelete] = parts[0] ?? []
  const rule = (act: string, word: Cell | undefined): string => (text(word) === 'NO ACTION' ? '' : ` on ${act} ${text(word).toLowerCase()}`)
  const columns = `foreign key ${list(parts.map((part) => part[3]))} references ${text(target).toLowerCase()} ${list(parts.map((part) => part[4]))}`
  return constraint(text(table), `${columns}${rule('delete', onDelete)}${rule('update', onUpdate)}`)
}

const tableObjects = (table: Row, columns: readonly Row[], sql: string): SchemaObject[] => {
  const [nameCell, kind, withoutRowid, strict] = table
  const name = text(nameCell)
  if (kind === 'virtual') return [object('table', [name], { virtual: normalised(sql) }, sql)]
  const written = readCreateTable(sql)
  const key = columns.filter((row) => Number(row[5]) > 0).toSorted((a, b) => Number(a[5]) - Number(b[5]))
  return [
    object(
      'table',
      [name],
      {
        strict: strict === 1 ? 'yes' : null,
        'without rowid': withoutRowid === 1 ? 'yes' : null,
        autoincrement: written.autoincrement ? 'yes' : null,
        columns: JSON.stringify(columns.map((row) => text(row[1]).toLowerCase())),
      },
      sql,
    ),
    ...columns.map(([, column, type, notNull, fallback, , hidden]) => {
      const own = written.columns.get(text(column).toLowerCase())
      const place = hidden === 3 ? ' STORED' : ' VIRTUAL'
      return object(
        'column',
        [name, text(column)],
        {
          type: text(type).toUpperCase(),
          'not null': notNull === 1 ? 'yes' : null,
          default: fallback === null || fallback === undefined ? null : normalised(text(fallback)),
          collation: own?.collation ?? null,
          generated: own?.generated === undefined || own.generated === null ? null : own.generated + place,
        },
        own?.text ?? null,
      )
    }),
    ...(key.length === 0 ? [] : [constraint(name, `primary key ${list(key.map((row) => row[1]))}`)]),
    ...written.checks.map((check) => constraint(name, check)),
  ]
}

const inMain = `t.schema = 'main' and t.type in ('table', 'virtual') and t.name not like 'sqlite!_%' escape '!'`

/** The schema of the file a session is at, by its pragmas; what they do not tell is read from the statements that made it. */
export const modelSqlite = async (session: Session, ledgers: boolean): Promise<SchemaModel> => {
  const written = await ask(session, `select type, name, tbl_name, sql from sqlite_schema where sql is not null`)
  const tables = await ask(session, `select t.name, t.type, t.wr, t.strict from pragma_table_list t where ${inMain}`)
  const columns = await ask(
    session,
    `select t.name, c.name, c.type, c."notnull", c.dflt_value, c.pk, c.hidden from pragma_table_list t, pragma_table_xinfo(t.name) c
      where ${inMain} and c.hidden <> 1 order by t.name, c.cid`,
  )
  const foreignKeys = await ask(
    session,
    `select t.name, k.id, k."table", k."from", coalesce(k."to", (select p.name from pragma_table_xinfo(k."table") p where p.pk = k.seq + 1)), k.on_update, k.on_delete
       from pragma_table_list t, pragma_foreign_key_list(t.name) k where ${inMain} order by t.name, k.id, k.seq`,
  )
  const unique = await ask(
    session,
    `select t.name, l.name, i.name, i.coll, i."desc" from pragma_table_list t, pragma_index_list(t.name) l, pragma_index_xinfo(l.name) i
      where ${inMain} and l.origin = 'u' and i.key = 1 order by t.name, l.name, i.seqno`,
  )
  const made = new Map(written.map(([type, name, , sql]) => [`${text(type)}\n${text(name)}`, text(sql)]))
  return modelOf(
    'sqlite',
    [
      ...tables.flatMap((table) =>
        tableObjects(
          table,
          columns.filter((row) => row[0] === table[0]),
          made.get(`table\n${text(table[0])}`) ?? '',
        ),
      ),
      ...grouped(foreignKeys).map(foreignKey),
      ...grouped(unique).map((parts) => constraint(text(parts[0]?.[0]), `unique ${list(parts.map((part) => part[2]))}`)),
      ...written.flatMap(([type, name, table, sql]) => {
        if (type === 'view') return [object('view', [text(name)], { definition: normalised(text(sql)) }, sql ?? null)]
        if (type !== 'index' && type !== 'trigger') return []
        return [object(type, [text(table), text(name)], { definition: normalised(text(sql)) }, sql ?? null)]
      }),
    ],
    ledgers,
  )
}
