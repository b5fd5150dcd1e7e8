import { ProvostError } from '#contract/errors.ts'
import { connectionName, domain, type TargetReference } from '#contract/ids.ts'
import type { TableReference } from '#contract/tables.ts'
import type { Run } from './run.ts'

export const connectionArgument = (text: string) => {
  const parsed = connectionName.safeParse(text)
  if (parsed.success) return parsed.data
  throw new ProvostError('connection.unknown', `"${text}" cannot be the name of a connection.`, {
    remedy: ['List the connections: provost connection list'],
  })
}

export const domainArgument = (text: string) => {
  const parsed = domain.safeParse(text.toLowerCase())
  if (parsed.success) return parsed.data
  throw new ProvostError('tenant.domain-invalid', `"${text}" is not a domain.`, { remedy: ['Write it like northfield.example.'] })
}

/** `--tenant D` or `--connection N[/DATABASE]`: one of them. */
export const targetOption = (options: { readonly tenant?: string; readonly connection?: string }): TargetReference => {
  if ((options.tenant === undefined) === (options.connection === undefined)) {
    throw new ProvostError('call.invalid', 'The command works on one tenant or one connection.', {
      remedy: ['Give --tenant DOMAIN or --connection NAME.'],
    })
  }
  if (options.tenant !== undefined) return { kind: 'tenant', domain: domainArgument(options.tenant) }
  return connectionTarget(options.connection ?? '')
}

/** `NAME` or `NAME/DATABASE`. */
export const connectionTarget = (text: string): TargetReference => {
  const slash = text.indexOf('/')
  if (slash === -1) return { kind: 'connection', connection: connectionArgument(text) }
  const database = text.slice(slash + 1)
  const connection = connectionArgument(text.slice(0, slash))
  return database === '' ? { kind: 'connection', connection } : { kind: 'connection', connection, database }
}

/** The command that lists the tables of a target. */
const listing = (target: TargetReference): string =>
  target.kind === 'tenant'
    ? `provost tenant show ${target.domain} names its connection and database; then provost connection tables CONNECTION/DATABASE`
    : `provost connection tables ${target.connection}${target.database === undefined ? '' : `/${target.database}`}`

/**
 * Finds the table a person wrote as `name` or `schema.name`; names may hold dots themselves, so what exists decides.
 * @throws ProvostError `table.unknown`, also where a bare name stands in several schemas
 */
export const findTable = async ({ client, signal }: Run, target: TargetReference, text: string): Promise<TableReference> => {
  const { tables } = await client.tables.list({ target }, { signal })
  const qualified = (table: TableReference): string => (table.schema === null ? table.name : `${table.schema}.${table.name}`)
  const exact = tables.filter((table) => qualified(table) === text)
  const named = exact.length > 0 ? exact : tables.filter((table) => table.name === text)
  const found = named.length > 0 ? named : tables.filter((table) => table.name.toLowerCase() === text.toLowerCase())
  const [table] = found
  if (table !== undefined && found.length === 1) return { schema: table.schema, name: table.name }
  // The schema that a plain SQL statement would have meant.
  const inPublic = found.find(({ schema }) => schema === 'public')
  if (inPublic !== undefined) return { schema: inPublic.schema, name: inPublic.name }
  if (table !== undefined) {
    throw new ProvostError('table.unknown', `Several tables are named ${text}.`, {
      detail: found.map(qualified).join(', '),
      remedy: ['Name the schema too: SCHEMA.TABLE.'],
    })
  }
  const near = tables.map(qualified).filter((name) => name.toLowerCase().includes(text.toLowerCase().slice(0, 4)))
  throw new ProvostError('table.unknown', `There is no table ${text}.`, {
    detail: near.length > 0 ? `Near it: ${near.slice(0, 8).join(', ')}` : `The database has ${tables.length} tables.`,
    remedy: [`List the tables: ${listing(target)}`],
  })
}
