import { gravity, isBehind, needsAttention, serverOf, type TenantRow, versionOf } from './tenant-row.ts'

export interface Order {
  readonly column: string
  readonly direction: 'asc' | 'desc'
}

/** The order a desk opens with: the worst health first. */
export const worstFirst: Order = { column: 'health', direction: 'desc' }

const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

type Key = string | number | null

const keys: Readonly<Record<string, (row: TenantRow) => Key>> = {
  name: ({ tenant }) => tenant.name,
  domain: ({ tenant }) => tenant.domain,
  status: ({ tenant }) => tenant.status,
  server: serverOf,
  schema: versionOf,
  health: (row) => -gravity(row),
  people: ({ facts }) => facts?.people ?? null,
  openWithdrawals: ({ facts }) => facts?.openWithdrawals ?? null,
  bytes: ({ facts }) => facts?.bytes ?? null,
  groups: ({ tenant }) => tenant.groups.join(', ') || null,
}

const compared = (one: Key, other: Key): number => {
  if (typeof one === 'number' && typeof other === 'number') return one - other
  return collator.compare(String(one), String(other))
}

/** Rows in an order; what is not known comes last whichever way, and equal rows go by their names. */
export function ordered(rows: readonly TenantRow[], { column, direction }: Order): TenantRow[] {
  const key = keys[column] ?? (() => null)
  const sign = direction === 'asc' ? 1 : -1
  return rows
    .map((row) => ({ row, key: key(row) }))
    .sort((one, other) => {
      if (one.key === null || other.key === null) return Number(one.key === null) - Number(other.key === null) || byName(one.row, other.row)
      return sign * compared(one.key, other.key) || worse(one.row, other.row) || byName(one.row, other.row)
    })
    .map(({ row }) => row)
}

const byName = (one: TenantRow, other: TenantRow): number => collator.compare(one.tenant.name, other.tenant.name)

/** Among equals those somebody has to look at, then those behind. */
const worse = (one: TenantRow, other: TenantRow): number =>
  Number(needsAttention(other)) - Number(needsAttention(one)) || Number(isBehind(other)) - Number(isBehind(one))
