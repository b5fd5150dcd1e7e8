import type { Connection, EngineKind, Environment } from '#contract/connections.ts'
import type { TargetReference } from '#contract/ids.ts'
import type { TargetState, TargetStatus } from '#contract/migrations.ts'
import type { Tenant } from '#contract/tenants.ts'
import { gravity } from './state-words.ts'
import type { Chosen } from './targets-text.ts'

/** A target with what is known of its schema. */
export interface StatusRow {
  /** As the service names it: a tenant's domain, a connection's name and database. */
  readonly id: string
  readonly reference: TargetReference
  readonly name: string
  readonly server: string
  readonly engine: EngineKind | null
  readonly environment: Environment
  readonly groups: readonly string[]
  /** Why runs pass it over, whatever its schema: suspended, archived. Null where it is in service. */
  readonly outOfService: string | null
  /** Why its schema may not be changed from here, and what lifts that. Null where it may. */
  readonly unwritable: string | null
  readonly status: TargetStatus | null
  /** Being asked now. */
  readonly asked: boolean
}

interface Known {
  readonly tenants: readonly Tenant[]
  readonly connections: readonly Connection[]
}

type Expected = Omit<StatusRow, 'status' | 'asked'>

const unwritable = (connection: Connection | undefined): string | null => {
  if (connection?.external === true)
    return `Its LMS owns the schema: ${connection.name} is marked external. It is migrated by the LMS’s own means.`
  if (connection?.readWrite === false)
    return `${connection.name} is a read-only connection. Make it read-write, if its login may change the schema.`
  return null
}

const ofTenant = (tenant: Tenant, connections: readonly Connection[]): Expected => {
  const connection = connections.find(({ name }) => name === tenant.connection)
  return {
    id: tenant.domain,
    reference: { kind: 'tenant', domain: tenant.domain },
    name: tenant.name,
    server: tenant.server ?? connection?.address ?? '',
    engine: connection?.engine ?? null,
    environment: tenant.environment ?? connection?.environment ?? 'development',
    groups: tenant.groups,
    outOfService: tenant.status === 'APPROVED' ? null : tenant.status.toLowerCase().replaceAll('_', ' '),
    unwritable: unwritable(connection),
  }
}

const ofConnection = (connection: Connection, database: string | undefined): Expected => ({
  id: database === undefined ? connection.name : `${connection.name}/${database}`,
  reference: { kind: 'connection', connection: connection.name, ...(database === undefined ? {} : { database }) },
  name: database === undefined ? connection.name : `${connection.name}/${database}`,
  server: connection.address,
  engine: connection.engine,
  environment: connection.environment,
  groups: [],
  outOfService: connection.external ? 'external' : null,
  unwritable: unwritable(connection),
})

/** The targets that a choice should bring, before any has answered. */
export function expectedTargets(chosen: Chosen, { tenants, connections }: Known): Expected[] {
  const wanted = tenants.filter(
    (tenant) =>
      tenant.connection !== null &&
      (chosen.all || chosen.tenants.includes(tenant.domain) || tenant.groups.some((group) => chosen.groups.includes(group))),
  )
  const reached = chosen.connections.flatMap(({ connection, database }) => {
    const known = connections.find(({ name }) => name === connection)
    return known === undefined ? [] : [ofConnection(known, database)]
  })
  return [...wanted.map((tenant) => ofTenant(tenant, connections)), ...reached]
}

/** Every target, those expected first, each with what it answered. */
export function statusRows(
  expected: readonly Expected[],
  statuses: ReadonlyMap<string, TargetStatus>,
  running: boolean,
  over: boolean,
): StatusRow[] {
  const left = new Map(statuses)
  const rows = expected.flatMap((one): StatusRow[] => {
    const status = statuses.get(one.id) ?? null
    left.delete(one.id)
    // What was expected and not brought by a whole answer is no target after all.
    if (status === null && over) return []
    return [
      { ...one, ...(status === null ? {} : { server: status.server, engine: status.engine }), status, asked: running && status === null },
    ]
  })
  const others = [...left.values()].map(
    (status): StatusRow => ({
      id: status.target,
      reference: status.reference,
      name: status.name,
      server: status.server,
      engine: status.engine,
      environment: 'development',
      groups: [],
      outOfService: null,
      unwritable: null,
      status,
      asked: false,
    }),
  )
  return [...rows, ...others]
}

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** Worst first; what has not answered stands between trouble and health. */
const rank = ({ status }: StatusRow): number => (status === null ? gravity.length - 1.5 : gravity.indexOf(status.state))

type Order = { readonly column: string; readonly direction: 'asc' | 'desc' }

export const worstFirst: Order = { column: 'state', direction: 'desc' }

const compare: Readonly<Record<string, (one: StatusRow, other: StatusRow) => number>> = {
  state: (one, other) => rank(other) - rank(one) || (one.status?.pending.length ?? 0) - (other.status?.pending.length ?? 0),
  name: (one, other) => collator.compare(one.name, other.name),
  server: (one, other) => collator.compare(one.server, other.server),
  at: (one, other) => collator.compare(one.status?.applied.at(-1) ?? '', other.status?.applied.at(-1) ?? ''),
}

/** The rows in an order; equal ones by name. */
export const ordered = (rows: readonly StatusRow[], { column, direction }: Order): StatusRow[] => {
  const by = compare[column] ?? compare['state']
  const sign = direction === 'desc' ? -1 : 1
  return rows.toSorted((one, other) => sign * (by?.(one, other) ?? 0) || collator.compare(one.name, other.name))
}

const odd: ReadonlySet<TargetState> = new Set(['drifted', 'diverged', 'ahead'])

interface StatusView {
  readonly id: string
  readonly title: string
  readonly loud?: boolean
  readonly holds: (row: StatusRow) => boolean
}

const inState =
  (...states: readonly TargetState[]) =>
  ({ status }: StatusRow): boolean =>
    status !== null && states.includes(status.state)

/** The tabs over the table. */
export const statusViews: readonly StatusView[] = [
  { id: 'all', title: 'All', holds: () => true },
  { id: 'behind', title: 'Behind', holds: inState('behind') },
  { id: 'failed', title: 'Failed', loud: true, holds: inState('failed') },
  { id: 'odd', title: 'Drifted or diverged', holds: ({ status }) => status !== null && odd.has(status.state) },
  { id: 'unmanaged', title: 'Unmanaged', holds: inState('unmanaged') },
  { id: 'unreachable', title: 'No answer', holds: inState('unreachable') },
]

/** Whether every word of a search is found in the row. */
export const found = (row: StatusRow, search: string): boolean => {
  const text =
    `${row.name} ${row.id} ${row.server} ${row.groups.join(' ')} ${row.status?.state ?? ''} ${row.status?.tool ?? ''}`.toLowerCase()
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}

/** How many are in each state, and how many have answered. */
export function stateCounts(rows: readonly StatusRow[]): {
  readonly byState: Readonly<Record<TargetState, number>>
  readonly answered: number
} {
  const byState: Record<TargetState, number> = {
    current: 0,
    behind: 0,
    ahead: 0,
    diverged: 0,
    failed: 0,
    drifted: 0,
    unmanaged: 0,
    unreachable: 0,
  }
  let answered = 0
  for (const { status } of rows) {
    if (status === null) continue
    byState[status.state] += 1
    answered += 1
  }
  return { byState, answered }
}

/** Why no version can be drawn, though some may have answered. */
export const nothingToDraw = (rows: readonly StatusRow[]): string => {
  const { byState, answered } = stateCounts(rows)
  if (answered === 0) return 'nothing has answered yet'
  return byState.unmanaged === answered ? 'no schema that answered has a ledger' : 'no ledger could be read'
}
