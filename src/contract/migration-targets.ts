import { z } from 'zod'
import { engineKinds } from './connections.ts'
import { connectionName, domain, targetReference } from './ids.ts'

export const migrationTools = ['provost', 'prisma', 'alembic'] as const
export type MigrationToolName = (typeof migrationTools)[number]

/**
 * How a target's schema stands against a source.
 * current: everything applied · behind: something pending · ahead: the ledger knows more than the source · diverged: applied out of
 * order, or on a branch the source does not have · failed: a migration began and did not end · drifted: an applied file was changed ·
 * unmanaged: tables, but no ledger · unreachable: could not be asked.
 */
export const targetStates = ['current', 'behind', 'ahead', 'diverged', 'failed', 'drifted', 'unmanaged', 'unreachable'] as const
export type TargetState = (typeof targetStates)[number]

/** Which databases: tenants by domain or group, connections (`NAME` or `NAME/DATABASE`), or every tenant that has a database. */
export const targetSelection = z.object({
  all: z.boolean().default(false),
  tenants: z.array(domain).default([]),
  groups: z.array(z.string()).default([]),
  connections: z.array(z.object({ connection: connectionName, database: z.string().min(1).max(255).optional() })).default([]),
})
export type TargetSelection = z.infer<typeof targetSelection>

export const migrationTarget = z.object({
  /** A tenant's domain, or a connection's name (and database). */
  target: z.string(),
  reference: targetReference,
  /** The tenant's or connection's name for people. */
  name: z.string(),
  /** `host:port`, or where files lie: what concurrency is counted by. */
  server: z.string(),
  engine: z.enum(engineKinds),
})
export type MigrationTarget = z.infer<typeof migrationTarget>

/** A target that was chosen, and why nothing is done or asked there. */
export const passedOver = z.object({
  target: z.string(),
  name: z.string(),
  reason: z.string(),
  /** Chosen by its own name, not met through a group or `all`. */
  named: z.boolean(),
})
export type PassedOver = z.infer<typeof passedOver>

/** Those that were chosen and have nothing done. */
export const skipped = z.array(passedOver)

/** Where the migrations of a plan or a run come from. */
export const usedSource = z.object({
  tool: z.enum(migrationTools),
  title: z.string(),
  /** Null for a blueprint that ships with Provost. */
  directory: z.string().nullable(),
})
