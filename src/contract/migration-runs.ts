import { z } from 'zod'
import { instant, jobId, runId } from './ids.ts'
import { migrationTarget, usedSource } from './migration-targets.ts'
import { problemSchema } from './procedure.ts'

/** At once, per server. */
export const concurrency = z.int().min(1).max(64).optional()

export const runStates = ['pending', 'running', 'paused', 'done', 'failed', 'stopped', 'cancelled', 'interrupted'] as const
/** done: every target · failed: ended, some target failed or could not be reached · stopped: the stop rule · paused, cancelled, interrupted: targets are left. */
export type RunState = (typeof runStates)[number]

export const runLimits = z.object({
  /**
   * Targets that go first, alone; where one fails or cannot be reached, the run stops. One that had nothing to do shows nothing: the next
   * goes first in its place.
   */
  canary: z.int().min(0),
  /** Targets per wave after the canary; null for one wave. */
  wave: z.int().min(1).nullable(),
  /** At once, per server. */
  concurrency: z.int().min(1).max(64),
  /** The run stops as soon as this many targets have failed; null for never. */
  maxFailures: z.int().min(1).nullable(),
  lockTimeoutMs: z.int(),
  statementTimeoutMs: z.int(),
})
export type RunLimits = z.infer<typeof runLimits>

export const run = z.object({
  id: runId,
  /** `migration.apply`, `migration.rollback`… */
  kind: z.string(),
  title: z.string(),
  state: z.enum(runStates),
  source: usedSource,
  /** The plan as it was frozen when the run began. */
  versions: z.array(z.object({ version: z.string(), name: z.string(), sha256: z.string() })),
  limits: runLimits,
  /** Targets in each, the canary (which may be none) first; with those that are passed over, who lie in the wave of their place. */
  waves: z.array(z.int()),
  counts: z.object({ done: z.int(), failed: z.int(), skipped: z.int(), running: z.int(), pending: z.int() }),
  total: z.int(),
  tenantsPerSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  operator: z.string(),
  job: jobId.nullable(),
  createdAt: instant,
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  /** Why it is not going on, in one sentence; null while it is, or where nothing is left. */
  halted: z.string().nullable(),
  pauseAsked: z.boolean(),
})
export type Run = z.infer<typeof run>

export const runTargetStates = ['pending', 'running', 'done', 'failed', 'skipped'] as const
export type RunTargetState = (typeof runTargetStates)[number]

export const runTarget = migrationTarget.extend({
  /** In the run: from 0, in the order of work. */
  position: z.int(),
  /** 0 is the canary; waves count from 1. */
  wave: z.int(),
  status: z.enum(runTargetStates),
  /** Versions applied (or taken back) in this run. */
  applied: z.array(z.string()),
  attempts: z.int(),
  ms: z.number().nullable(),
  startedAt: instant.nullable(),
  finishedAt: instant.nullable(),
  error: problemSchema.nullable(),
  /** Why it was passed over; with an `error`, for now: a resumed run tries it again. */
  skipped: z.string().nullable(),
})
export type RunTarget = z.infer<typeof runTarget>

export const runLogLine = z.object({ at: instant, target: z.string(), level: z.enum(['info', 'warning', 'error']), text: z.string() })
export type RunLogLine = z.infer<typeof runLogLine>

/** A share of the targets: more than none. */
export const failureShare = /^(?!0+(?:\.0+)?%)(?:100(?:\.0+)?|[1-9]?\d(?:\.\d+)?)%$/

/** How a run is to go, as it is asked for. */
export const askedLimits = {
  canary: z.int().min(0).max(10_000).optional(),
  wave: z.int().min(1).max(100_000).optional(),
  concurrency,
  /** A number, or a share of the targets: `5%`. */
  maxFailures: z.union([z.int().min(1), z.string().regex(failureShare)]).optional(),
  lockTimeoutMs: z.int().min(1).max(600_000).optional(),
  statementTimeoutMs: z.int().min(0).max(86_400_000).optional(),
}
