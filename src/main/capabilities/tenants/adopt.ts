import { realpathSync } from 'node:fs'
import { basename } from 'node:path'
import { ProvostError } from '#contract/errors.ts'
import { type Domain, domain as domainSchema } from '#contract/ids.ts'
import type { Tenant, TenantFacts } from '#contract/tenants.ts'
import { addressOf } from '../../engines/index.ts'
import { blueprint, blueprints } from '../../fleet/blueprints/index.ts'
import type { ConnectionRecord } from '../../fleet/registry/index.ts'
import type { Caller } from '../../foundation/access/index.ts'
import { lookAtDatabase } from './look-at-database.ts'
import type { TenantServices } from './tenant-services.ts'

export interface Adoption {
  readonly domain: string
  readonly name?: string | undefined
  readonly connection: string
  readonly database?: string | undefined
  readonly blueprint?: string | undefined
}

const readDomain = (text: string): Domain => {
  const read = domainSchema.safeParse(text.trim().toLowerCase().replace(/\.$/, ''))
  if (read.success) return read.data
  throw new ProvostError('tenant.domain-invalid', `"${text}" is not a domain.`, {
    remedy: ['Write it as northfield.example: letters, digits and hyphens, with at least one dot. Write international names in Punycode.'],
  })
}

const readDatabase = ({ connection, config }: ConnectionRecord, database: string | undefined): string => {
  const own = config.engine === 'sqlite' ? basename(config.path) : config.database
  if (config.engine === 'sqlite' && database !== undefined && database !== own && database !== config.path) {
    throw new ProvostError('tenant.database-invalid', `The connection ${connection.name} is the file ${own} and holds no other database.`, {
      remedy: [`Name it as ${connection.name}/${own}, or add a connection for the other file.`],
    })
  }
  const chosen = config.engine === 'sqlite' ? own : (database ?? own)
  if (chosen !== '') return chosen
  throw new ProvostError('tenant.database-invalid', `The connection ${connection.name} names no database.`, {
    remedy: [`Name it after the connection: --database ${connection.name}/DATABASE`],
  })
}

/** What a database is, however the connection to it is called. */
const identityOf = ({ config }: ConnectionRecord, database: string): string => {
  if (config.engine !== 'sqlite') return `${config.engine}://${addressOf(config).toLowerCase()}/${database}`
  try {
    return `file:${realpathSync(config.path)}`
  } catch {
    // A file that is not there is told by the look at it, with its own remedy.
    return `file:${config.path}`
  }
}

const refuseTaken = ({ tenants, book }: TenantServices, domain: Domain, record: ConnectionRecord, database: string): void => {
  if (tenants.find(domain) !== null) {
    throw new ProvostError('tenant.exists', `A tenant with the domain ${domain} exists already.`, {
      remedy: [`Look at it: provost tenant show ${domain}`],
    })
  }
  const identity = identityOf(record, database)
  const owner = tenants.list().find((tenant) => {
    const other = tenant.connection === null ? null : book.find(tenant.connection)
    return other !== null && tenant.database !== null && identityOf(other, tenant.database) === identity
  })
  if (owner === undefined) return
  throw new ProvostError('tenant.database-taken', `The database ${database} belongs to ${owner.domain}.`, {
    detail: `${owner.domain} reaches it through the connection ${owner.connection ?? ''}.`,
    remedy: ['Name another database.', `Or look at the tenant it belongs to: provost tenant show ${owner.domain}`],
  })
}

/**
 * Makes an existing database a tenant's. It must answer now; what it holds is recognised, and the version of its schema read
 * from its own ledger. Nothing in it is changed.
 */
export const adopt = async (
  services: TenantServices,
  adoption: Adoption,
  caller: Caller,
  signal: AbortSignal,
): Promise<{ tenant: Tenant; facts: TenantFacts }> => {
  const { state, tenants, book, sessions, audit, clock } = services
  const domain = readDomain(adoption.domain)
  const record = book.get(adoption.connection)
  const given = adoption.blueprint === undefined ? null : blueprint(adoption.blueprint).id
  const database = readDatabase(record, adoption.database)
  refuseTaken(services, domain, record, database)
  const target = { kind: 'connection', connection: record.connection.name, database } as const
  const facts = await lookAtDatabase({ domain, blueprint: given }, () => sessions.open(target).database, clock, signal)
  if (facts.problem !== null) throw ProvostError.from(facts.problem)
  const recognised = blueprints().find(({ id }) => id === facts.adapter)?.id ?? null
  const now = clock().toISOString()
  const { name: operator, roles } = caller.operator
  state.write(() => {
    tenants.add({
      domain,
      name: adoption.name?.trim() || domain,
      status: 'APPROVED',
      connection: record.connection.name,
      database,
      blueprint: given ?? recognised,
      schemaVersion: facts.schemaVersion,
      createdAt: now,
      approvedAt: now,
      approvedBy: operator,
    })
    tenants.keepFacts(facts)
    audit.append({
      operator,
      roles,
      action: 'tenant.adopt',
      target: domain,
      outcome: 'done',
      detail: { connection: record.connection.name, database, blueprint: given ?? recognised, schemaVersion: facts.schemaVersion },
    })
  })
  return { tenant: tenants.get(domain), facts }
}
