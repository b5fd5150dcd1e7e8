import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import type { Connection, EngineKind, Environment } from '#contract/connections.ts'
import type { TargetReference } from '#contract/ids.ts'
import type { Tenant } from '#contract/tenants.ts'
import { orpc } from '../bridge/index.ts'
import { targetToText, textToTarget } from './target-text.ts'

/** A target as the shell speaks of it. */
export interface TargetRecord {
  readonly reference: TargetReference
  readonly text: string
  /** "Alder Valley College", or the connection's name. */
  readonly title: string
  /** The database, or the file's name. */
  readonly database: string | null
  readonly connectionName: string | null
  readonly engine: EngineKind | null
  readonly environment: Environment
  readonly readWrite: boolean
}

const ofTenant = (tenant: Tenant, connections: readonly Connection[]): TargetRecord => {
  const connection = connections.find((one) => one.name === tenant.connection)
  const reference = { kind: 'tenant', domain: tenant.domain } as const
  return {
    reference,
    text: targetToText(reference),
    title: tenant.name,
    database: tenant.database,
    connectionName: tenant.connection,
    engine: connection?.engine ?? null,
    environment: tenant.environment ?? connection?.environment ?? 'development',
    readWrite: connection?.readWrite ?? false,
  }
}

const ofConnection = (connection: Connection): TargetRecord => {
  const reference = { kind: 'connection', connection: connection.name } as const
  return {
    reference,
    text: targetToText(reference),
    title: connection.name,
    database: connection.engine === 'sqlite' ? (connection.database.split(/[\\/]/).pop() ?? connection.database) : connection.database,
    connectionName: connection.name,
    engine: connection.engine,
    environment: connection.environment,
    readWrite: connection.readWrite,
  }
}

/** Every target there is, tenants first; `loading` until both lists have arrived. */
export function useTargets() {
  const tenants = useQuery(orpc.tenants.list.queryOptions({ input: {} }))
  const connections = useQuery(orpc.connections.list.queryOptions())
  return useMemo(() => {
    const known = connections.data?.connections ?? []
    return {
      tenants: (tenants.data?.tenants ?? []).filter((tenant) => tenant.connection !== null).map((tenant) => ofTenant(tenant, known)),
      connections: known.map(ofConnection),
      loading: tenants.isPending || connections.isPending,
      error: tenants.error ?? connections.error,
      refetch: () => void Promise.all([tenants.refetch(), connections.refetch()]),
    }
  }, [
    tenants.data,
    tenants.isPending,
    tenants.error,
    tenants.refetch,
    connections.data,
    connections.isPending,
    connections.error,
    connections.refetch,
  ])
}

/** The target in the address, as written; null where none is. */
export function useTargetText(): string | null {
  const search: { target?: unknown } = useSearch({ strict: false })
  return typeof search.target === 'string' ? search.target : null
}

/** The chosen target with what the shell knows of it; null where none is chosen. */
export function useTarget(): TargetRecord | null {
  const text = useTargetText()
  const { tenants, connections } = useTargets()
  return useMemo(() => {
    if (text === null) return null
    const reference = textToTarget(text)
    if (reference === null) return null
    const plain = reference.kind === 'connection' ? targetToText({ kind: 'connection', connection: reference.connection }) : text
    const record = [...tenants, ...connections].find((one) => one.text === plain)
    if (record === undefined) return null
    if (reference.kind === 'connection' && reference.database !== undefined)
      return { ...record, reference, text, database: reference.database }
    return record
  }, [text, tenants, connections])
}

/** Puts another target into the address; what belonged to the one before (a table, filters) is let go. */
export function useChooseTarget(): (text: string) => void {
  const navigate = useNavigate()
  return useCallback((text) => void navigate({ to: '.', search: { target: text } }), [navigate])
}
