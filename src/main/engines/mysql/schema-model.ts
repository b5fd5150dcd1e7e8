import { modelOf, type SchemaModel, type SchemaObject } from '../schema-model/index.ts'
import type { Session } from '../session.ts'
import {
  columnsOf,
  eventsOf,
  foreignKeysOf,
  grouped,
  ident,
  indexesOf,
  object,
  partitionsOf,
  type Row,
  routinesOf,
  triggersOf,
  withoutDatabase,
} from './schema-rows.ts'
import { ask, text } from './shape.ts'

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
