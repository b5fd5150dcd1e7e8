import type { TableDescription, TableReference } from '#contract/tables.ts'
import type { Session } from '../session.ts'
import { tablesSql, toEntry } from './listing.ts'
import { ask, findTable, shapeMysql, text } from './shape.ts'

const foreignKeysSql = (side: 'table_name' | 'referenced_table_name'): string => `
select k.constraint_name, k.table_name, k.column_name, k.referenced_table_name, k.referenced_column_name, r.delete_rule, k.referenced_table_schema
  from information_schema.key_column_usage k
  join information_schema.referential_constraints r on r.constraint_schema = k.constraint_schema and r.constraint_name = k.constraint_name and r.table_name = k.table_name
 where k.table_schema = database() and k.${side} = ? and k.referenced_table_name is not null
 order by k.table_name, k.constraint_name, k.ordinal_position`

interface ForeignKeyRow {
  readonly name: string
  readonly table: string
  readonly target: string
  readonly own: string[]
  readonly theirs: string[]
  readonly onDelete: string
}

const foreignKeys = async (session: Session, side: 'table_name' | 'referenced_table_name', name: string): Promise<ForeignKeyRow[]> => {
  const keys = new Map<string, ForeignKeyRow>()
  for (const [constraint, table, column, target, targetColumn, rule] of await ask(session, foreignKeysSql(side), name)) {
    const place = `${text(table)}\n${text(constraint)}`
    const key = keys.get(place) ?? {
      name: text(constraint),
      table: text(table),
      target: text(target),
      own: [],
      theirs: [],
      onDelete: text(rule).toLowerCase(),
    }
    key.own.push(text(column))
    key.theirs.push(text(targetColumn))
    keys.set(place, key)
  }
  return [...keys.values()]
}

const indexesOf = async (session: Session, table: string): Promise<TableDescription['indexes']> => {
  const rows = await ask(
    session,
    `select index_name, column_name, non_unique, index_type, sub_part, table_name from information_schema.statistics
      where table_schema = database() and table_name = ? order by index_name <> 'PRIMARY', index_name, seq_in_index`,
    table,
  )
  const indexes = new Map<string, { name: string; columns: string[]; parts: string[]; unique: boolean; type: string }>()
  for (const [name, column, nonUnique, type, prefix, owner] of rows) {
    if (text(owner) !== table) continue
    const index = indexes.get(text(name)) ?? { name: text(name), columns: [], parts: [], unique: Number(nonUnique) === 0, type: text(type) }
    const part = column === null ? '(expression)' : text(column)
    index.columns.push(part)
    index.parts.push(prefix === null ? part : `${part}(${text(prefix)})`)
    indexes.set(index.name, index)
  }
  return [...indexes.values()].map(({ name, columns, parts, unique, type }) => ({
    name,
    columns,
    unique,
    primary: name === 'PRIMARY',
    definition: `${name === 'PRIMARY' ? 'primary key' : `${unique ? 'unique ' : ''}index ${name}`} (${parts.join(', ')}) using ${type.toLowerCase()}`,
  }))
}

export const describeMysql = async (session: Session, table: TableReference): Promise<TableDescription | null> => {
  const found = await findTable(session, table)
  const shape = await shapeMysql(session, table)
  if (!found || !shape) return null
  const entry = (await ask(session, `${tablesSql} and table_name = ?`, found.name)).map(toEntry).find((each) => each.name === found.name)
  if (!entry) return null
  const details = await ask(
    session,
    `select column_name, column_default, extra, column_comment, generation_expression, table_name from information_schema.columns
      where table_schema = database() and table_name = ? order by ordinal_position`,
    found.name,
  )
  const indexes = await indexesOf(session, found.name)
  const primary = indexes.find((index) => index.primary)?.columns ?? []
  const outward = await foreignKeys(session, 'table_name', found.name)
  const inward = await foreignKeys(session, 'referenced_table_name', found.name)
  return {
    table: entry,
    columns: shape.columns.map((column) => {
      const [, fallback, extra, comment, expression] =
        details.find((row) => text(row[0]) === column.name && text(row[5]) === found.name) ?? []
      const { name, type, kind, nullable } = column
      return {
        name,
        type,
        kind,
        nullable,
        // MariaDB writes out the default that is none.
        default: /auto_increment/i.test(text(extra))
          ? 'auto_increment'
          : fallback === null || text(fallback) === 'NULL'
            ? null
            : text(fallback),
        generated: text(expression) !== '',
        keyPosition: primary.includes(name) ? primary.indexOf(name) + 1 : null,
        enumValues: column.enumValues === null ? null : [...column.enumValues],
        comment: text(comment) === '' ? null : text(comment),
        hidden: null,
      }
    }),
    indexes,
    foreignKeys: outward
      .filter((key) => key.table === found.name)
      .map((key) => ({
        name: key.name,
        columns: key.own,
        references: { schema: null, name: key.target, columns: key.theirs },
        onDelete: key.onDelete,
        indexed: indexes.some((index) => key.own.every((name) => index.columns.slice(0, key.own.length).includes(name))),
      })),
    referencedBy: inward.filter((key) => key.target === found.name).map((key) => ({ schema: null, name: key.table, columns: key.own })),
    identity: shape.keys.length > 0 ? 'key' : 'none',
  }
}
