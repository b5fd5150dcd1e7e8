import type { Cell } from '#contract/values.ts'
import { quoteName, quoteText, type SchemaObject, type SchemaObjectKind } from '../schema-model/index.ts'
import { sqlTokens } from '../sql-tokens.ts'
import { text } from './shape.ts'

export type Row = readonly Cell[]

export const ident = (name: Cell | undefined): string => quoteName('`', text(name))

/** A definition with the name of its own database taken out: two databases of one server differ in nothing else. */
export const withoutDatabase = (sql: string, database: string): string => {
  let result = ''
  let at = 0
  let name: { readonly start: number; readonly end: number } | null = null
  for (const token of sqlTokens(sql, 'mysql')) {
    if (name !== null && token.text === '.' && token.start === name.end) {
      result += sql.slice(at, name.start)
      at = token.end
    }
    name = token.kind === 'name' && token.text === database ? token : null
  }
  return result + sql.slice(at)
}

const facts = (entries: Readonly<Record<string, string | null>>): Record<string, string> =>
  Object.fromEntries(Object.entries(entries).flatMap(([name, value]) => (value === null || value === '' ? [] : [[name, value]])))

export const object = (kind: SchemaObjectKind, path: readonly Cell[], entries: Readonly<Record<string, string | null>>): SchemaObject => ({
  kind,
  path: path.map(text),
  facts: facts(entries),
  text: null,
})

export const grouped = (rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> => {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const known = groups.get(key(row))
    if (known) known.push(row)
    else groups.set(key(row), [row])
  }
  return groups
}

/** MariaDB keeps a default as SQL; MySQL as the bare value, or as SQL where it says so. */
const defaultOf = (mariadb: boolean, value: Cell | undefined, type: string, extra: string): string | null => {
  if (value === null || value === undefined) return null
  const written = text(value)
  if (mariadb) return written === 'NULL' ? null : written
  if (/DEFAULT_GENERATED/.test(extra)) return /^(CURRENT_TIMESTAMP|NOW)/i.test(written) ? written : `(${written})`
  return /^(tinyint|smallint|mediumint|int|bigint|decimal|float|double|year|bit)/.test(type) ? written : quoteText(written)
}

export const columnsOf = (mariadb: boolean, rows: readonly Row[], checks: ReadonlyMap<string, string>): SchemaObject[] =>
  rows.map(([table, name, value, nullable, type, extraCell, expression, collation]) => {
    const extra = text(extraCell)
    const generated = /(VIRTUAL|STORED|PERSISTENT) GENERATED/i.exec(extra)?.[1]?.toUpperCase()
    const update = /on update \S+/i.exec(extra)?.[0]?.toUpperCase()
    return object('column', [table ?? null, name ?? null], {
      type: text(type),
      collation: text(collation),
      'not null': text(nullable) === 'NO' ? 'yes' : null,
      default: generated === undefined ? defaultOf(mariadb, value, text(type), extra) : null,
      generated: generated === undefined ? null : `(${text(expression)}) ${generated === 'PERSISTENT' ? 'STORED' : generated}`,
      identity: /auto_increment/i.test(extra) ? 'AUTO_INCREMENT' : null,
      update: update ?? null,
      invisible: /INVISIBLE/i.test(extra) ? 'yes' : null,
      check: checks.get(`${text(table)}\n${text(name)}`) ?? null,
    })
  })

export const indexesOf = (rows: readonly Row[], automatic: ReadonlySet<string>): SchemaObject[] =>
  [...grouped(rows, ([table, name]) => `${text(table)}\n${text(name)}`).values()].map((parts) => {
    const [table, name, repeats, type, , , , , ignored] = parts[0] ?? []
    const columns = parts.map(([, , , , column, prefix, direction, expression]) => {
      const part = column === null || column === undefined ? `(${text(expression)})` : ident(column)
      return `${part}${prefix === null ? '' : `(${text(prefix)})`}${text(direction) === 'D' ? ' DESC' : ''}`
    })
    const special = /^(FULLTEXT|SPATIAL)$/.test(text(type)) ? `${text(type)} ` : ''
    const kind = text(name) === 'PRIMARY' ? 'PRIMARY KEY' : `${Number(repeats) === 0 ? 'UNIQUE ' : special}KEY ${ident(name)}`
    return object('index', [table ?? null, name ?? null], {
      definition: `${kind} (${columns.join(', ')})${text(type) === 'HASH' ? ' USING HASH' : ''}`,
      ignored: text(ignored) === 'yes' ? 'yes' : null,
      // A column that counts by itself needs a key at every moment of its life.
      counts: automatic.has(`${text(table)}\n${text(parts[0]?.[4])}`) ? text(parts[0]?.[4]) : null,
    })
  })

export const foreignKeysOf = (rows: readonly Row[], database: string): SchemaObject[] =>
  [...grouped(rows, ([table, name]) => `${text(table)}\n${text(name)}`).values()].map((parts) => {
    const [table, name, , schema, target, , onUpdate, onDelete] = parts[0] ?? []
    const place = text(schema) === database ? ident(target) : `${ident(schema)}.${ident(target)}`
    const rule = (act: string, word: Cell | undefined): string =>
      /^(RESTRICT|NO ACTION)$/.test(text(word)) ? '' : ` ON ${act} ${text(word)}`
    const own = parts.map((part) => ident(part[2])).join(', ')
    const theirs = parts.map((part) => ident(part[5])).join(', ')
    return object('foreign key', [table ?? null, name ?? null], {
      definition: `FOREIGN KEY (${own}) REFERENCES ${place} (${theirs})${rule('DELETE', onDelete)}${rule('UPDATE', onUpdate)}`,
    })
  })

export const partitionsOf = (rows: readonly Row[]): ReadonlyMap<string, string> =>
  new Map(
    [...grouped(rows, ([table]) => text(table))].map(([table, parts]) => {
      const [, , , method, expression, , sub] = parts[0] ?? []
      const named = parts.map(([, name, , , , description]) => {
        const values = /^RANGE/.test(text(method))
          ? ` VALUES LESS THAN ${text(description) === 'MAXVALUE' ? 'MAXVALUE' : `(${text(description)})`}`
          : ''
        return `PARTITION ${ident(name)}${/^LIST/.test(text(method)) ? ` VALUES IN (${text(description)})` : values}`
      })
      return [
        table,
        `PARTITION BY ${text(method)} (${text(expression)})${text(sub) === '' ? '' : ` SUBPARTITION BY ${text(sub)}`} (${named.join(', ')})`,
      ]
    }),
  )

export const routinesOf = (routines: readonly Row[], parameters: readonly Row[]): SchemaObject[] => {
  const groups = grouped(parameters, ([name, kind]) => `${text(kind)}\n${text(name)}`)
  return routines.map(([name, kind, returns, body, deterministic, access, security, comment]) => {
    const given = (groups.get(`${text(kind)}\n${text(name)}`) ?? []).map(
      ([, , mode, parameter, type]) => `${text(kind) === 'FUNCTION' ? '' : `${text(mode)} `}${ident(parameter)} ${text(type)}`,
    )
    const traits = [
      text(deterministic) === 'YES' ? 'DETERMINISTIC' : 'NOT DETERMINISTIC',
      text(access),
      `SQL SECURITY ${text(security)}`,
      ...(text(comment) === '' ? [] : [`COMMENT ${quoteText(text(comment))}`]),
    ]
    return object('routine', [`${text(name)}(${text(kind).toLowerCase()})`], {
      form: text(kind),
      name: text(name),
      head: `(${given.join(', ')})${text(kind) === 'FUNCTION' ? ` RETURNS ${text(returns)}` : ''} ${traits.join(' ')}`,
      // Whoever may not see a routine's text sees none.
      body: text(body),
    })
  })
}

export const triggersOf = (rows: readonly Row[]): SchemaObject[] =>
  rows.map(([name, table, timing, event, body, order]) =>
    object('trigger', [table ?? null, name ?? null], { when: `${text(timing)} ${text(event)}`, body: text(body), order: text(order) }),
  )

export const eventsOf = (rows: readonly Row[]): SchemaObject[] =>
  rows.map(([name, type, value, unit, ends, status, completion, body]) =>
    object('event', [name ?? null], {
      // The moment an event begins is that of its making, and differs from tenant to tenant.
      every: text(type) === 'RECURRING' ? `EVERY ${quoteText(text(value))} ${text(unit)}` : null,
      ends: text(ends),
      disabled: /DISABLED/.test(text(status)) ? text(status) : null,
      preserve: text(completion) === 'PRESERVE' ? 'yes' : null,
      body: text(body),
    }),
  )
