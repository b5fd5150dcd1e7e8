import { ProvostError } from '#contract/errors.ts'
import { quoteName } from '../schema-model/index.ts'
import { mayNotMake, megabytes, type ScratchCopy, type ScratchRequest, type ScratchWork } from '../scratch-work.ts'

const ident = (name: string): string => quoteName('`', name)

const runOptions = ({ options }: ScratchRequest): { signal?: AbortSignal } =>
  options.signal === undefined ? {} : { signal: options.signal }

const makeEmpty = async (request: ScratchRequest): Promise<void> => {
  const { session, scratch, config } = request
  const [[charset, collation] = []] = await session.rows({ sql: 'select @@character_set_database, @@collation_database', parameters: [] })
  try {
    await session.command(`CREATE DATABASE ${ident(scratch.database)} CHARACTER SET ${String(charset)} COLLATE ${String(collation)}`)
  } catch (error) {
    if (error instanceof ProvostError && /access denied/i.test(error.detail))
      throw mayNotMake(request, `GRANT ALL ON \`provost\\_scratch\\_%\`.* TO the user ${config.user ?? ''}`, error)
    throw error
  }
}

const cell = (value: unknown): string =>
  typeof value === 'object' && value !== null && '$bytes' in value ? Buffer.from(String(value.$bytes), 'base64').toString() : String(value)

/** Copies tables as the server writes them, with rows up to a bound; then whatever else the schema holds. */
export const cloneMysql = async (request: ScratchRequest): Promise<ScratchCopy> => {
  const { session, config, scratch, mostBytes } = request
  const signal = runOptions(request)
  const source = ident(config.database)
  await makeEmpty(request)
  const [[bytes] = []] = await session.rows({
    sql: 'select cast(coalesce(sum(data_length), 0) as double) from information_schema.tables where table_schema = database()',
    parameters: [],
  })
  await session.command('set session group_concat_max_len = 1000000')
  const tables = await session.rows({
    sql: `select t.table_name, (select group_concat(concat('\`', replace(c.column_name, '\`', '\`\`'), '\`') order by c.ordinal_position)
        from information_schema.columns c where c.table_schema = t.table_schema and c.table_name = t.table_name and c.extra not like '% GENERATED%')
      from information_schema.tables t where t.table_schema = database() and t.table_type in ('BASE TABLE', 'SYSTEM VERSIONED')`,
    parameters: [],
  })
  const withRows = Number(bytes) <= mostBytes
  // Rows are read without locking those who write them; keys between tables hold as they held in the source.
  await session.command("set session foreign_key_checks = 0, unique_checks = 0, sql_mode = 'NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION'")
  await session.command('set session transaction isolation level read committed')
  await session.command(`use ${ident(scratch.database)}`)
  for (const [name, columns] of tables) {
    const table = ident(cell(name))
    const [[, made] = []] = await session.rows({ sql: `show create table ${source}.${table}`, parameters: [] })
    await session.command(cell(made), signal)
    const isLedger = /^(?:provost_migrations|_prisma_migrations|alembic_version)$/i.test(cell(name))
    if (withRows || isLedger)
      await session.command(`insert into ${table} (${cell(columns)}) select ${cell(columns)} from ${source}.${table}`, signal)
  }
  await session.command(`use ${source}`)
  const missing = await request.copySchema()
  const reasons = [
    ...(withRows
      ? []
      : [
          `Only the schema was copied: ${config.database} holds ${megabytes(Number(bytes))}, more than the ${megabytes(mostBytes)} that are copied.`,
        ]),
    ...(missing.length === 0 ? [] : [`Not copied: ${missing.join(', ')}.`]),
  ]
  return { holds: withRows ? 'schema and rows' : 'schema', shortfall: reasons.length === 0 ? null : reasons.join(' ') }
}

export const mysqlScratches: ScratchWork = {
  listSql: `select schema_name from information_schema.schemata s where schema_name like 'provost!_scratch!_%' escape '!'
    and not exists (select 1 from information_schema.processlist p where p.db = s.schema_name)`,
  dropSql: (name) => `DROP DATABASE IF EXISTS ${ident(name)}`,
  makeEmpty,
}
