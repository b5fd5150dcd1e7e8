import { ProvostError } from '#contract/errors.ts'
import type { Domain } from '#contract/ids.ts'
import type { Tenant, TenantFacts, TenantStatus } from '#contract/tenants.ts'
import type { State } from '../../foundation/state/index.ts'
import { type ConnectionBook, type ConnectionRecord, openConnectionBook } from './connection-book.ts'
import { serverLabel } from './server-label.ts'

export interface TenantFilter {
  readonly status?: TenantStatus
  readonly group?: string
}

/** What is kept of a tenant; its server and environment are those of its connection. */
export type TenantRecord = Omit<Tenant, 'server' | 'environment' | 'groups'>

/** Which tenants there are, where they live, and what was last found there. */
export interface TenantRegistry {
  list(filter?: TenantFilter): Tenant[]
  /** @throws ProvostError `tenant.unknown` */
  get(domain: string): Tenant
  find(domain: string): Tenant | null
  /** @throws ProvostError `tenant.exists`, or `tenant.database-taken` where another tenant lives in that database */
  add(tenant: TenantRecord): void
  addAll(tenants: readonly TenantRecord[]): void
  /** The tenants behind a connection. */
  behind(connection: string): Tenant[]
  setSchemaVersion(domain: Domain, version: string | null): void
  groups(): { readonly name: string; readonly domains: Domain[] }[]
  addToGroup(group: string, domains: readonly Domain[]): Domain[]
  removeFromGroup(group: string, domains: readonly Domain[]): Domain[]
  facts(domain: string): TenantFacts | null
  keepFacts(facts: TenantFacts): void
}

interface Row {
  readonly domain: string
  readonly name: string
  readonly status: string
  readonly connection: string | null
  readonly database: string | null
  readonly blueprint: string | null
  readonly schema_version: string | null
  readonly created_at: string
  readonly approved_at: string | null
  readonly approved_by: string | null
  readonly groups: string
}

const columns = `domain, name, status, connection, "database", blueprint, schema_version, created_at, approved_at, approved_by,
  (select json_group_array(g.name) from tenant_groups g where g.domain = t.domain) as groups`

const reader = (book: ConnectionBook) => {
  const known = new Map<string, ConnectionRecord | null>()
  return (row: Row): Tenant => {
    const name = row.connection
    if (name !== null && !known.has(name)) known.set(name, book.find(name))
    const record = name === null ? null : (known.get(name) ?? null)
    return {
      // Written through `TenantRecord` below and by nobody else.
      domain: row.domain as Tenant['domain'],
      name: row.name,
      status: row.status as TenantStatus,
      connection: row.connection as Tenant['connection'],
      database: row.database,
      server: record === null ? null : serverLabel(record),
      environment: record?.connection.environment ?? null,
      blueprint: row.blueprint,
      schemaVersion: row.schema_version,
      groups: JSON.parse(row.groups) as string[],
      createdAt: row.created_at,
      approvedAt: row.approved_at,
      approvedBy: row.approved_by,
    }
  }
}

export const openTenantRegistry = (state: State): TenantRegistry => {
  const { database } = state
  const book = openConnectionBook(state)
  const selectAll = database.prepare<{ status: string | null; group: string | null }, Row>(
    `select ${columns} from tenants t
     where (@status is null or status = @status)
       and (@group is null or exists (select 1 from tenant_groups g where g.domain = t.domain and g.name = @group))
     order by name collate nocase, domain`,
  )
  const selectOne = database.prepare<[string], Row>(`select ${columns} from tenants t where domain = ?`)
  const selectBehind = database.prepare<[string], Row>(`select ${columns} from tenants t where connection = ? order by domain`)
  const selectAt = database.prepare<[string | null, string | null], { domain: string }>(
    'select domain from tenants where connection = ? and "database" = ?',
  )
  const insert = database.prepare(
    `insert into tenants (domain, name, status, connection, "database", blueprint, schema_version, created_at, approved_at, approved_by)
     values (@domain, @name, @status, @connection, @database, @blueprint, @schemaVersion, @createdAt, @approvedAt, @approvedBy)
     on conflict (domain) do nothing`,
  )
  const updateVersion = database.prepare('update tenants set schema_version = ? where domain = ?')
  const selectGroups = database.prepare<[], { name: string; domain: string }>(
    'select name, domain from tenant_groups order by name, domain',
  )
  const selectGroup = database.prepare<[string], { domain: string }>('select domain from tenant_groups where name = ? order by domain')
  const insertMember = database.prepare('insert into tenant_groups (name, domain) values (?, ?) on conflict do nothing')
  const deleteMember = database.prepare('delete from tenant_groups where name = ? and domain = ?')
  const selectFacts = database.prepare<[string], { facts: string }>('select facts from tenant_facts where domain = ?')
  const upsertFacts = database.prepare(
    `insert into tenant_facts (domain, facts, checked_at) values (?, ?, ?)
     on conflict (domain) do update set facts = excluded.facts, checked_at = excluded.checked_at`,
  )

  const members = (group: string): Domain[] => selectGroup.all(group).map((row) => row.domain as Domain)
  const find = (domain: string): Tenant | null => {
    const row = selectOne.get(domain)
    return row === undefined ? null : reader(book)(row)
  }
  const get = (domain: string): Tenant => {
    const tenant = find(domain)
    if (tenant !== null) return tenant
    throw new ProvostError('tenant.unknown', `No tenant has the domain ${domain}.`, {
      remedy: [
        'List the tenants: provost tenant list',
        `Or adopt its database: provost tenant adopt ${domain} --database CONNECTION/DATABASE`,
      ],
    })
  }
  const add = (tenant: TenantRecord): void => {
    const taken = tenant.connection === null || tenant.database === null ? undefined : selectAt.get(tenant.connection, tenant.database)
    if (taken !== undefined && taken.domain !== tenant.domain) {
      throw new ProvostError(
        'tenant.database-taken',
        `The database ${tenant.database} of ${tenant.connection} belongs to ${taken.domain}.`,
        {
          remedy: ['Name another database.', `Or look at the tenant it belongs to: provost tenant show ${taken.domain}`],
        },
      )
    }
    if (insert.run(tenant).changes === 0) {
      throw new ProvostError('tenant.exists', `A tenant with the domain ${tenant.domain} exists already.`, {
        remedy: [`Look at it: provost tenant show ${tenant.domain}`],
      })
    }
  }

  return {
    list: (filter = {}) => selectAll.all({ status: filter.status ?? null, group: filter.group ?? null }).map(reader(book)),
    find,
    get,
    add: database.transaction(add),
    addAll: database.transaction((tenants: readonly TenantRecord[]) => {
      for (const tenant of tenants) add(tenant)
    }),
    behind: (connection) => selectBehind.all(connection).map(reader(book)),
    setSchemaVersion: (domain, version) => {
      updateVersion.run(version, domain)
    },
    groups() {
      const byName = new Map<string, Domain[]>()
      for (const row of selectGroups.all()) byName.set(row.name, [...(byName.get(row.name) ?? []), row.domain as Domain])
      return [...byName].map(([name, domains]) => ({ name, domains }))
    },
    addToGroup: database.transaction((group: string, domains: readonly Domain[]) => {
      for (const domain of domains) {
        get(domain)
        insertMember.run(group, domain)
      }
      return members(group)
    }),
    removeFromGroup: database.transaction((group: string, domains: readonly Domain[]) => {
      const present = members(group)
      if (present.length === 0) {
        throw new ProvostError('tenant.group-unknown', `No group is named ${group}.`, {
          remedy: ['List the groups: provost tenant group list'],
        })
      }
      for (const domain of domains.length === 0 ? present : domains) deleteMember.run(group, domain)
      return members(group)
    }),
    facts: (domain) => {
      const row = selectFacts.get(domain)
      return row === undefined ? null : (JSON.parse(row.facts) as TenantFacts)
    },
    keepFacts: (facts) => {
      upsertFacts.run(facts.domain, JSON.stringify(facts), facts.checkedAt)
    },
  }
}
