import type { RunLimits } from '#contract/migrations.ts'
import { failureLimit } from '../../fleet/runs/index.ts'
import type { WorkLimits } from './tool.ts'

/** What a run keeps to where nothing else is said. Lock and statement limits are the field's: others shall not queue behind a migration. */
export const defaultLimits = {
  canary: 0,
  wave: null,
  concurrency: 8,
  lockTimeoutMs: 1000,
  statementTimeoutMs: 60_000,
} as const

/** How long all tries together may take, for a lock or for a connection where the server is full, in ms: longer than the usual report that holds a table. */
export const workPatienceMs = 60_000

export interface AskedLimits {
  readonly canary?: number | undefined
  readonly wave?: number | undefined
  readonly concurrency?: number | undefined
  readonly maxFailures?: number | string | undefined
  readonly lockTimeoutMs?: number | undefined
  readonly statementTimeoutMs?: number | undefined
}

export const limitsOf = (asked: AskedLimits, targets: number): RunLimits => ({
  canary: asked.canary ?? defaultLimits.canary,
  wave: asked.wave ?? defaultLimits.wave,
  concurrency: asked.concurrency ?? defaultLimits.concurrency,
  maxFailures: failureLimit(asked.maxFailures, targets),
  lockTimeoutMs: asked.lockTimeoutMs ?? defaultLimits.lockTimeoutMs,
  statementTimeoutMs: asked.statementTimeoutMs ?? defaultLimits.statementTimeoutMs,
})

export const workLimitsOf = ({
  lockTimeoutMs,
  statementTimeoutMs,
}: Pick<RunLimits, 'lockTimeoutMs' | 'statementTimeoutMs'>): WorkLimits => ({
  lockTimeoutMs,
  statementTimeoutMs,
  lockPatienceMs: Math.max(workPatienceMs, lockTimeoutMs * 3),
})
