import type { Tenant, TenantStatus } from '#contract/tenants.ts'
import { shortServer } from '../lists/index.ts'
import { isBehind, needsAttention, serverOf, type TenantRow } from './tenant-row.ts'
import { statusWords } from './tenant-words.ts'

export interface TenantView {
  readonly id: string
  readonly title: string
  readonly holds: (row: TenantRow) => boolean
  /** The count is of trouble. */
  readonly loud?: boolean
}

const builtIn: readonly TenantView[] = [
  { id: 'all', title: 'All', holds: () => true },
  { id: 'attention', title: 'Needs attention', holds: needsAttention },
  { id: 'behind', title: 'Schema behind', holds: isBehind },
  { id: 'pending', title: 'Pending approval', holds: ({ tenant }) => tenant.status === 'PENDING_APPROVAL' },
]

/** Groups with a tab of their own; all of them can be searched for. */
const mostGroups = 5

/** The tabs over the list: the built-in ones that hold something, then the groups, the largest first. */
export function tenantViews(rows: readonly TenantRow[]): readonly TenantView[] {
  const sizes = new Map<string, number>()
  for (const { tenant } of rows) for (const group of tenant.groups) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  const groups = [...sizes]
    .sort(([a, one], [b, other]) => other - one || a.localeCompare(b))
    .slice(0, mostGroups)
    .map(([group]) => group)
  return [
    ...builtIn.filter(({ id, holds }) => id !== 'pending' || rows.some(holds)),
    ...groups.map((group): TenantView => ({ id: `group:${group}`, title: group, holds: ({ tenant }) => tenant.groups.includes(group) })),
  ]
}

/** What narrows the list beyond its view. */
export interface TenantFilters {
  readonly search: string
  readonly status: TenantStatus | null
  readonly server: string | null
}

export const noFilters: TenantFilters = { search: '', status: null, server: null }

const found = (tenant: Tenant, server: string | null, search: string): boolean => {
  const text = `${tenant.name} ${tenant.domain} ${tenant.database ?? ''} ${tenant.connection ?? ''} ${server ?? ''} ${tenant.groups.join(' ')} ${tenant.status}`
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.toLowerCase().includes(word))
}

/** Whether a row passes the filters; every word of the search must be found somewhere. */
export const passes = (row: TenantRow, { search, status, server }: TenantFilters): boolean =>
  (status === null || row.tenant.status === status) &&
  (server === null || serverOf(row) === server) &&
  found(row.tenant, serverOf(row), search.trim())

/** The filters that hold, in words, for the face that says that nothing matches. */
export const filterWords = ({ search, status, server }: TenantFilters): string[] => [
  ...(status === null ? [] : [`status is ${statusWords[status].word}`]),
  ...(server === null ? [] : [`server is ${shortServer(server)}`]),
  ...(search.trim() === '' ? [] : [`the text is “${search.trim()}”`]),
]
