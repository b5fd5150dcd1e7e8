import { setTimeout as sleep } from 'node:timers/promises'
import { ProvostError } from '#contract/errors.ts'
import { addressOf } from '../peer.ts'
import { quoteName, quoteText } from '../schema-model/index.ts'
import type { SchemaSession } from '../schema-session.ts'
import { mayNotMake, megabytes, type ScratchCopy, type ScratchRequest, type ScratchWork } from '../scratch-work.ts'
import { capOf } from '../server-cap.ts'
import { dumpSchema } from './dump-schema.ts'
import { openPostgresSchemaSession } from './schema-session.ts'

const ident = (name: string): string => quoteName('"', name)
const one = async (session: SchemaSession, sql: string): Promise<readonly string[]> => {
  const [row = []] = await session.rows({ sql, parameters: [] })
  return row.map((cell) => (cell === null ? '' : String(cell)))
}

const words = (error: unknown): string => (error instanceof ProvostError ? `${error.title} ${error.detail}` : '')

const make = async (request: ScratchRequest, sql: string): Promise<void> => {
  try {
    await request.session.command(sql, request.options.signal === undefined ? {} : { signal: request.options.signal })
  } catch (error) {
    if (error instanceof ProvostError && /permission denied to create database/i.test(error.detail))
      throw mayNotMake(request, `ALTER ROLE ${ident(request.config.user ?? '')} CREATEDB`, error)
    throw error
  }
}

/** A new database with nothing of a template's in it, in which text compares as it does in the source. */
const makeEmpty = async (request: ScratchRequest): Promise<void> => {
  const { session, scratch } = request
  const [encoding, collate, type, all] = await one(
    session,
    'select pg_encoding_to_char(encoding), datcollate, datctype, to_jsonb(d)::text from pg_database d where datname = current_database()',
  )
  // The provider came with 15, and its locale's column has another name from 17 on.
  const facts = JSON.parse(all ?? '{}') as { datlocprovider?: string; daticulocale?: string | null; datlocale?: string | null }
  const locale = facts.datlocale ?? facts.daticulocale ?? ''
  const provider = {
    i: ` LOCALE_PROVIDER icu ICU_LOCALE ${quoteText(locale)}`,
    b: ` LOCALE_PROVIDER builtin BUILTIN_LOCALE ${quoteText(locale)}`,
  }[facts.datlocprovider ?? '']
  await make(
    request,
    `CREATE DATABASE ${ident(scratch.database)} TEMPLATE template0 ENCODING ${quoteText(encoding ?? 'UTF8')} LC_COLLATE ${quoteText(collate ?? 'C')} LC_CTYPE ${quoteText(type ?? 'C')}${provider ?? ''}`,
  )
  await takeSearchPath(request)
}

/** A database's own search path decides where a migration's unqualified names lead, and no template brings it along. */
const takeSearchPath = async ({ session, scratch }: ScratchRequest): Promise<void> => {
  const [setting = ''] = await one(
    session,
    `select s from pg_db_role_setting, unnest(setconfig) s where setrole = 0 and setdatabase = (select oid from pg_database where datname = current_database()) and s like 'search_path=%'`,
  )
  if (setting !== '')
    await session.command(`ALTER DATABASE ${ident(scratch.database)} SET search_path = ${setting.slice('search_path='.length)}`)
}

const othersSql = 'select count(*)::text from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'

/** Own idle sessions are let go first, and take a moment to be gone. */
const othersConnected = async ({ session, config }: ScratchRequest): Promise<number> => {
  capOf(addressOf(config)).releaseIdle()
  for (let attempt = 0; ; attempt++) {
    const [count] = await one(session, othersSql)
    if (Number(count) === 0 || attempt === 10) return Number(count)
    await sleep(100)
  }
}

/** Copies by the server itself, rows and all; why it could not, where it could not. */
const copyFiles = async (request: ScratchRequest): Promise<string | null> => {
  const { session, config, scratch, mostBytes } = request
  const [size] = await one(session, 'select pg_database_size(current_database())::text')
  if (Number(size) > mostBytes)
    return `${config.database} takes ${megabytes(Number(size))}, more than the ${megabytes(mostBytes)} that are copied with their rows`
  const others = await othersConnected(request)
  if (others > 0) return `${others === 1 ? 'another session is' : `${others} other sessions are`} connected to ${config.database}`
  try {
    // Whoever connects to the source meanwhile waits until the copy is made, which is why its size is bounded.
    await make(request, `CREATE DATABASE ${ident(scratch.database)} TEMPLATE ${ident(config.database)}`)
    await takeSearchPath(request)
    return null
  } catch (error) {
    if (/being accessed by other users/i.test(words(error))) return `somebody connected to ${config.database} in between`
    if (/permission denied to copy database/i.test(words(error))) return `only the owner of ${config.database} may copy it`
    throw error
  }
}

const ledgersSql = `select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind = 'r' and c.relname in ('provost_migrations', '_prisma_migrations', 'alembic_version')`

/** A schema without its ledger would look as if nothing had been applied to it. */
const copyLedgers = async ({ session }: ScratchRequest, target: SchemaSession): Promise<void> => {
  for (const [schema, table] of await session.rows({ sql: ledgersSql, parameters: [] })) {
    const name = `${ident(String(schema))}.${ident(String(table))}`
    const [rows = ''] = await one(session, `select coalesce(json_agg(t), '[]')::text from ${name} t`)
    await target.rows({ sql: `insert into ${name} select * from json_populate_recordset(null::${name}, $1::json)`, parameters: [rows] })
  }
}

/** A copy of the database the session is in: with its rows where nobody else is connected and it is not too large. */
export const clonePostgres = async (request: ScratchRequest): Promise<ScratchCopy> => {
  const why = await copyFiles(request)
  if (why === null) return { holds: 'schema and rows', shortfall: null }
  await makeEmpty(request)
  const target = await openPostgresSchemaSession(request.scratch, { ...request.options, readWrite: true })
  try {
    const dump = await dumpSchema(request)
    const missing = 'sql' in dump ? await target.command(dump.sql).then(() => []) : await request.copySchema()
    if (missing.length > 0)
      throw new ProvostError('migration.scratch-refused', `${request.config.database} could not be cloned: ${why}.`, {
        detail: `Its schema could not be copied either. Not made: ${missing.join(', ')}. ${'why' in dump ? dump.why : ''}`,
        remedy: [
          'Rehearse while nobody else is connected.',
          'Have pg_dump of the server’s version, or a newer one, installed on this machine.',
        ],
      })
    await copyLedgers(request, target)
  } finally {
    await target.end()
  }
  return { holds: 'schema', shortfall: `Only the schema was copied: ${why}.` }
}

export const postgresScratches: ScratchWork = {
  listSql: `select datname from pg_database d where datname like 'provost!_scratch!_%' escape '!'
    and not exists (select 1 from pg_stat_activity a where a.datid = d.oid)`,
  dropSql: (name) => `DROP DATABASE IF EXISTS ${ident(name)} WITH (FORCE)`,
  makeEmpty,
}
