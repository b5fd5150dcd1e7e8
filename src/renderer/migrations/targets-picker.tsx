import { Menu } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { orpc } from '../bridge/index.ts'
import { Act, countOf, formatCount } from '../ui/index.ts'
import styles from './pickers.module.css'
import { groupText, readTargets, targetsWords, targetText, writeTargets } from './targets-text.ts'

/** Connections listed one by one; more are chosen all at once. */
const mostConnections = 12

/** Tenants and connections of the workspace, as this desk asks for them. */
export function useWorkspaceTargets() {
  const tenants = useQuery(orpc.tenants.list.queryOptions({ input: {} }))
  const connections = useQuery(orpc.connections.list.queryOptions())
  return {
    tenants: tenants.data?.tenants,
    connections: connections.data?.connections,
    error: tenants.error ?? connections.error,
    refetch: () => void Promise.all([tenants.refetch(), connections.refetch()]),
  }
}

interface TargetsPickerProps {
  /** As it stands in the address. */
  readonly on: string | undefined
  readonly onChoose: (on: string | undefined) => void
}

/** Which databases: every tenant, a group, or connections that are no tenant's. */
export function TargetsPicker({ on, onChoose }: TargetsPickerProps) {
  const { tenants = [], connections = [] } = useWorkspaceTargets()
  const sizes = new Map<string, number>()
  for (const { groups } of tenants) for (const group of groups) sizes.set(group, (sizes.get(group) ?? 0) + 1)
  const ofTenants = new Set(tenants.map(({ connection }) => connection as string | null))
  const others = connections
    .filter(({ name }) => !ofTenants.has(name))
    .map(({ name }) => ({ kind: 'connection', connection: name }) as const)
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <Act icon="tenants">
          <span className={styles['what']}>On</span>
          {targetsWords(readTargets(on))}
        </Act>
      </Menu.Target>
      <Menu.Dropdown className={styles['dropdown'] ?? ''}>
        <Menu.Item onClick={() => onChoose(undefined)}>
          Every tenant
          <div className={styles['second']}>
            {countOf(tenants.filter(({ connection }) => connection !== null).length, 'database', 'databases')}
          </div>
        </Menu.Item>
        {sizes.size === 0 ? null : <Menu.Label>Groups</Menu.Label>}
        {[...sizes].map(([group, size]) => (
          <Menu.Item
            key={group}
            onClick={() => onChoose(groupText(group))}
            rightSection={<span className={styles['second']}>{formatCount(size)}</span>}
          >
            {group}
          </Menu.Item>
        ))}
        {others.length === 0 ? null : <Menu.Label>Connections that are no tenant's</Menu.Label>}
        {others.length < 2 ? null : <Menu.Item onClick={() => onChoose(writeTargets(others))}>All {formatCount(others.length)}</Menu.Item>}
        {others.slice(0, mostConnections).map((reference) => (
          <Menu.Item key={reference.connection} onClick={() => onChoose(targetText(reference))}>
            <span className="mono">{reference.connection}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
