import type { TargetReference } from '#contract/ids.ts'
import type { TargetSelection } from '#contract/migrations.ts'

/** What a call takes: the selection before its defaults are filled in. */
export interface Chosen {
  readonly all: boolean
  readonly tenants: readonly string[]
  readonly groups: readonly string[]
  readonly connections: readonly { readonly connection: string; readonly database?: string }[]
}

const nobody: Chosen = { all: false, tenants: [], groups: [], connections: [] }
export const everyTenant: Chosen = { ...nobody, all: true }

/** Reads `all`, `group:pilot`, `tenant:a.example`, `connection:reports/db`, several by commas. Nothing, or nothing readable, is every tenant. */
export function readTargets(text: string | undefined): Chosen {
  const chosen = { tenants: [] as string[], groups: [] as string[], connections: [] as { connection: string; database?: string }[] }
  for (const part of (text ?? '').split(',')) {
    const colon = part.indexOf(':')
    const name = part.slice(colon + 1)
    if (colon === -1 || name === '') continue
    const kind = part.slice(0, colon)
    if (kind === 'tenant') chosen.tenants.push(name)
    else if (kind === 'group') chosen.groups.push(decodeURIComponent(name))
    else if (kind === 'connection') {
      const [connection = '', ...rest] = name.split('/')
      chosen.connections.push({ connection, ...(rest.length === 0 ? {} : { database: decodeURIComponent(rest.join('/')) }) })
    }
  }
  const { tenants, groups, connections } = chosen
  return tenants.length + groups.length + connections.length === 0 ? everyTenant : { all: false, ...chosen }
}

/** One target as it stands in the address. */
export const targetText = (reference: TargetReference): string =>
  reference.kind === 'tenant'
    ? `tenant:${reference.domain}`
    : `connection:${reference.connection}${reference.database === undefined ? '' : `/${encodeURIComponent(reference.database)}`}`

export const groupText = (group: string): string => `group:${encodeURIComponent(group)}`

/** Several targets as one part of the address; undefined for none, which is every tenant. */
export const writeTargets = (references: readonly TargetReference[]): string | undefined =>
  references.length === 0 ? undefined : references.map(targetText).join(',')

/** The selection as the contract brands it: the service judges the names, whoever wrote the address. */
export const selectionOf = (chosen: Chosen): TargetSelection => chosen as TargetSelection

/** Which targets, in words: "every tenant", "group pilot", "3 tenants and 1 connection". */
export function targetsWords({ all, tenants, groups, connections }: Chosen): string {
  if (all) return 'every tenant'
  const count = (number: number, one: string): string => `${number} ${one}${number === 1 ? '' : 's'}`
  const parts = [
    ...(groups.length === 0 ? [] : [groups.length === 1 ? `group ${groups[0]}` : count(groups.length, 'group')]),
    ...(tenants.length === 0
      ? []
      : [tenants.length === 1 && groups.length + connections.length === 0 ? `${tenants[0]}` : count(tenants.length, 'tenant')]),
    ...(connections.length === 0
      ? []
      : [
          connections.length === 1 && groups.length + tenants.length === 0
            ? `connection ${connections[0]?.connection}`
            : count(connections.length, 'connection'),
        ]),
  ]
  return parts.join(' and ')
}
