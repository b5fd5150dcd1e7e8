import { join } from 'node:path'
import { defaultRotationDays } from '#contract/connections.ts'
import { connectionName, domain } from '#contract/ids.ts'
import type { ConnectionRecord, TenantRecord } from '../../../fleet/registry/index.ts'
import { type CampusPlan, connectionOf, fileOf } from './campus-plan.ts'
import type { WrittenCampus } from './demo-request.ts'

const millisecondsPerDay = 86_400_000

const daysBefore = (now: Date, days: number): string => new Date(now.getTime() - days * millisecondsPerDay).toISOString()

/** The connection of a campus: its file, in development. It may be written to, for there is nothing in it to lose. */
export const connectionRecordOf = (plan: CampusPlan, campuses: string, written: WrittenCampus, now: Date): ConnectionRecord => {
  const path = join(campuses, ...written.file.split('/'))
  const name = connectionName.parse(connectionOf(plan))
  return {
    connection: {
      name,
      engine: 'sqlite',
      environment: 'development',
      address: path,
      host: null,
      port: null,
      user: null,
      database: path,
      url: `file:${path}`,
      readWrite: true,
      external: false,
      tls: { mode: 'disable', ca: null, cert: null, key: null, pin: null },
      ssh: null,
      passwordFrom: 'vault',
      passwordIn: null,
      passwordCommand: null,
      passwordChangedAt: null,
      passwordRotationDays: defaultRotationDays,
      pool: { size: 10, overflow: 20, prePing: true, recycleSeconds: 3600, connectTimeoutMs: 2000 },
      createdAt: now.toISOString(),
    },
    config: { engine: 'sqlite', path },
    vaultKey: `demo:${name}`,
  }
}

export const tenantRecordOf = (plan: CampusPlan, now: Date): TenantRecord => {
  const founded = plan.foundedYearsAgo * 365
  const exists = plan.schemaVersion !== null
  return {
    domain: domain.parse(plan.domain),
    name: plan.name,
    status: plan.status,
    connection: exists ? connectionName.parse(connectionOf(plan)) : null,
    database: exists ? fileOf(plan) : null,
    blueprint: exists ? 'aada' : null,
    schemaVersion: plan.schemaVersion,
    createdAt: exists ? daysBefore(now, founded + 6) : daysBefore(now, 4),
    approvedAt: exists ? daysBefore(now, founded + 2) : null,
    approvedBy: exists ? 'Marguerite Osei' : null,
  }
}
