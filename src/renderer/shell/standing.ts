import { useQuery } from '@tanstack/react-query'
import { useRouterState, useSearch } from '@tanstack/react-router'
import type { Connection, Environment } from '#contract/connections.ts'
import { orpc } from '../bridge/index.ts'
import { type TargetRecord, useTarget } from './target.ts'

interface Standing {
  /** What one stands in: the chosen target's environment, else the gravest one of the workspace. */
  readonly environment: Environment
  readonly readWrite: boolean
  readonly target: TargetRecord | null
  readonly connection: Connection | null
}

const gravest = (connections: readonly Connection[]): Environment =>
  (['production', 'staging'] as const).find((environment) => connections.some((one) => one.environment === environment)) ?? 'development'

/** Where one stands, for the plate, the band and the status bar. */
export function useStanding(): Standing {
  const target = useTarget()
  const path = useRouterState({ select: (state) => state.location.pathname })
  const search: { open?: unknown } = useSearch({ strict: false })
  const { data } = useQuery(orpc.connections.list.queryOptions())
  const connections = data?.connections ?? []
  // At the desk of connections one stands on the one that is open there.
  const opened = path.startsWith('/connections') ? connections.find((one) => one.name === search.open) : undefined
  if (opened !== undefined) return { target, environment: opened.environment, readWrite: opened.readWrite, connection: opened }
  const environment = target?.environment ?? gravest(connections)
  return {
    target,
    environment,
    readWrite: target === null ? connections.some((one) => one.environment === environment && one.readWrite) : target.readWrite,
    connection: connections.find((one) => one.name === target?.connectionName) ?? null,
  }
}
