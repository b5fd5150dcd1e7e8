import type { Cell } from '#contract/values.ts'
import { modelOf, quoteName, quoteText, type SchemaModel, type SchemaObject, type SchemaObjectKind } from '../schema-model/index.ts'
import type { Session } from '../session.ts'
import { sqlTokens } from '../sql-tokens.ts'
import { ask, text } from './shape.ts'

type Row = readonly Cell[]

const ident = (name: Cell | undefined): string => quoteName('`', text(name))

/** A definition with the name of its own database taken out: two databases of one server differ in nothing else. */
const withoutDatabase = (sql: string, database: string): string => {
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

const object = (kind: SchemaObjectKind, path: readonly Cell[], entries: Readonly<Record<string, string | null>>): SchemaObject => ({
  kind,
  path: path.map(text),
  facts: facts(entries),
  text: null,
})

const grouped = (rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> => {
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

const columnsOf = (mariadb: boolean, rows: readonly Row[], checks: ReadonlyMap<string, string>): SchemaObject[] =>
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

const indexesOf = (rows: readonly Row[], automatic: ReadonlySet<string>): SchemaObject[] =>
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

const foreignKeysOf = (rows: readonly Row[], database: string): SchemaObject[] =>
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

const partitionsOf = (rows: readonly Row[]): ReadonlyMap<string, string> =>
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

const routinesOf = (routines: readonly Row[], parameters: readonly Row[]): SchemaObject[] => {
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

const triggersOf = (rows: readonly Row[]): SchemaObject[] =>
  rows.map(([name, table, timing, event, body, order]) =>
    object('trigger', [table ?? null, name ?? null], { when: `${text(timing)} ${text(event)}`, body: text(body), order: text(order) }),
  )

const eventsOf = (rows: readonly Row[]): SchemaObject[] =>
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

const own = (column: string): string => `${column} = database()`

/** MariaDB tells columns' checks from tables' checks, which are dropped in another way. */
const checksSql = (mariadb: boolean): string =>
  mariadb
    ? `select table_name, constraint_name, check_clause, level from information_schema.check_constraints where ${own('constraint_schema')}`
    : `select t.table_name, k.constraint_name, k.check_clause, 'Table' from information_schema.check_constraints k
         join information_schema.table_constraints t on t.constraint_schema = k.constraint_schema and t.constraint_name = k.constraint_name
        where ${own('k.constraint_schema')}`

/** The schema of the database a session is in; a dozen statements however many tables there are, and one for each sequence. */
export const modelMysql = async (session: Session, ledgers: boolean): Promise<SchemaModel> => {
  const [[version, databaseCell] = []] = await ask(session, 'select version(), database()')
  const mariadb = /mariadb/i.test(text(version))
  const database = text(databaseCell)
  const tables = await ask(
    session,
    `select table_name, table_type, engine, table_collation from information_schema.tables where ${own('table_schema')}`,
  )
  const base = new Set(tables.filter(([, type]) => /^(BASE TABLE|SYSTEM VERSIONED)$/.test(text(type))).map(([name]) => text(name)))
  const inTable = (rows: readonly Row[]): Row[] => rows.filter(([table]) => base.has(text(table)))
  const checks = inTable(await ask(session, checksSql(mariadb)))
  const ofColumn = new Map(
    checks.filter((row) => text(row[3]) === 'Column').map(([table, name, clause]) => [`${text(table)}\n${text(name)}`, text(clause)]),
  )
  const columns = inTable(
    await ask(
      session,
      `select table_name, column_name, column_default, is_nullable, column_type, extra, generation_expression, collation_name
         from information_schema.columns where ${own('table_schema')} order by table_name, ordinal_position`,
    ),
  )
  const order = grouped(columns, ([table]) => text(table))
  const automatic = new Set(
    columns.filter((row) => /auto_increment/i.test(text(row[5]))).map(([table, name]) => `${text(table)}\n${text(name)}`),
  )
  const indexes = await ask(
    session,
    `select table_name, index_name, non_unique, index_type, column_name, sub_part, collation, ${mariadb ? 'null' : 'expression'},
        ${mariadb ? "if(ignored = 'YES', 'yes', '')" : "if(is_visible = 'NO', 'yes', '')"}
       from information_schema.statistics where ${own('table_schema')} order by table_name, index_name, seq_in_index`,
  )
  const foreignKeys = await ask(
    session,
    `select k.table_name, k.constraint_name, k.column_name, k.referenced_table_schema, k.referenced_table_name, k.referenced_column_name, r.update_rule, r.delete_rule
       from information_schema.key_column_usage k join information_schema.referential_constraints r
         on r.constraint_schema = k.constraint_schema and r.constraint_name = k.constraint_name and r.table_name = k.table_name
      where ${own('k.constraint_schema')} and ${own('r.constraint_schema')} and k.referenced_table_name is not null order by k.table_name, k.constraint_name, k.ordinal_position`,
  )
  const partitions = partitionsOf(
    await ask(
      session,
      `select table_name, partition_name, subpartition_name, partition_method, partition_expression, partition_description, subpartition_method
         from information_schema.partitions where ${own('table_schema')} and partition_name is not null order by table_name, partition_ordinal_position`,
    ),
  )
  const views = await ask(
    session,
    `select table_name, view_definition, check_option, security_type, ${mariadb ? 'algorithm' : "''"} from information_schema.views where ${own('table_schema')}`,
  )
  const routines = await ask(
    session,
    `select routine_name, routine_type, dtd_identifier, routine_definition, is_deterministic, sql_data_access, security_type, routine_comment
       from information_schema.routines where ${own('routine_schema')}`,
  )
  const parameters = await ask(
    session,
    `select specific_name, routine_type, parameter_mode, parameter_name, dtd_identifier from information_schema.parameters
      where ${own('specific_schema')} and ordinal_position > 0 order by specific_name, ordinal_position`,
  )
  const triggers = await ask(
    session,
    `select trigger_name, event_object_table, action_timing, event_manipulation, action_statement, action_order
       from information_schema.triggers where ${own('trigger_schema')}`,
  )
  const events = await ask(
    session,
    `select event_name, event_type, interval_value, interval_field, ends, status, on_completion, event_definition
       from information_schema.events where ${own('event_schema')}`,
  )
  const sequences: SchemaObject[] = []
  for (const [name] of tables.filter(([, type]) => text(type) === 'SEQUENCE')) {
    const [row = []] = await ask(
      session,
      `select start_value, minimum_value, maximum_value, increment, cache_size, cycle_option from ${ident(name)}`,
    )
    const [start, minimum, maximum, increment, cache, cycle] = row.map(text)
    const limits = {
      start: start ?? null,
      minimum: minimum ?? null,
      maximum: maximum ?? null,
      increment: increment ?? null,
      cache: cache ?? null,
    }
    sequences.push(object('sequence', [name ?? null], { ...limits, cycle: cycle === '1' ? 'yes' : null }))
  }
  return modelOf(
    'mysql',
    [
      ...tables
        .filter(([name]) => base.has(text(name)))
        .map(([name, type, engine, collation]) =>
          object('table', [name ?? null], {
            engine: text(engine),
            collation: text(collation),
            versioned: text(type) === 'SYSTEM VERSIONED' ? 'yes' : null,
            partitions: partitions.get(text(name)) ?? null,
            columns: JSON.stringify((order.get(text(name)) ?? []).map((row) => text(row[1]))),
          }),
        ),
      ...columnsOf(mariadb, columns, ofColumn),
      ...indexesOf(inTable(indexes), automatic),
      ...foreignKeysOf(foreignKeys, database),
      ...checks
        .filter((row) => text(row[3]) !== 'Column')
        .map(([table, name, clause]) => object('constraint', [table ?? null, name ?? null], { definition: `CHECK (${text(clause)})` })),
      ...views.map(([name, definition, option, security, algorithm]) =>
        object('view', [name ?? null], {
          definition: withoutDatabase(text(definition), database),
          check: text(option) === 'NONE' ? null : text(option),
          security: text(security),
          algorithm: text(algorithm) === 'UNDEFINED' ? null : text(algorithm),
        }),
      ),
      ...sequences,
      ...routinesOf(routines, parameters),
      ...triggersOf(triggers),
      ...eventsOf(events),
    ],
    ledgers,
  )
}
