import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { engineKinds } from './connections.ts'
import { connectionName, domain, instant, jobId, runId, targetReference } from './ids.ts'
import { problemSchema, procedure } from './procedure.ts'

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

/** A folder of migrations on the machine where Provost runs; left out, each tenant's own blueprint. */
const sourceDirectory = z.string().min(1).max(4096)

const chosen = z.object({ targets: targetSelection, source: sourceDirectory.optional() })

/** At once, per server. */
const concurrency = z.int().min(1).max(64).optional()
const asked = chosen.extend({ concurrency })

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

const skipped = z.array(passedOver)
/** How a stream of targets ends: with those who were chosen and have no item in it. */
const withSkipped = z.object({ skipped })

export const targetStatus = migrationTarget.extend({
  tool: z.enum(migrationTools),
  /** Versions in the order they were applied. */
  applied: z.array(z.string()),
  /** Versions in the order they would be. */
  pending: z.array(z.string()),
  heads: z.array(z.string()),
  state: z.enum(targetStates),
  problems: z.array(problemSchema),
})
export type TargetStatus = z.infer<typeof targetStatus>

/** One row of a target's ledger, for its history. What the tool does not keep is null. */
export const ledgerRow = z.object({
  version: z.string(),
  name: z.string(),
  sha256: z.string().nullable(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  durationMs: z.number().nullable(),
  appliedBy: z.string().nullable(),
  provostVersion: z.string().nullable(),
  /** Statements done, and in all. */
  cursor: z.int().nullable(),
  statements: z.int().nullable(),
  state: z.enum(['applied', 'failed', 'rolled-back', 'baseline']),
  /** It is being taken back, or that broke off: the statements are those of its way back. */
  takingBack: z.boolean(),
})
export type LedgerRow = z.infer<typeof ledgerRow>

export const lintFinding = z.object({
  version: z.string(),
  file: z.string(),
  engine: z.enum(engineKinds),
  rule: z.string(),
  severity: z.enum(['error', 'warning']),
  /** Of the statement, in the file, from 1. */
  line: z.int(),
  /** What happens. */
  message: z.string(),
  /** How to do it instead. */
  safeWay: z.string(),
  /** Why it is let pass; null where it is not. */
  waived: z.string().nullable(),
})
export type LintFinding = z.infer<typeof lintFinding>

export const sourceMigration = z.object({
  version: z.string(),
  name: z.string(),
  sha256: z.string(),
  file: z.string(),
  /** The SQL; null where only the tool itself can tell it. */
  sql: z.string().nullable(),
  /** Whether there is a way back. */
  reversible: z.boolean(),
})

export const migrationSource = z.object({
  tool: z.enum(migrationTools),
  title: z.string(),
  /** Null for a blueprint that ships with Provost. */
  directory: z.string().nullable(),
  /** The tool's own version where it is installed and needed (Alembic); null elsewhere. */
  toolVersion: z.string().nullable(),
  engines: z.array(z.enum(engineKinds)),
  migrations: z.array(sourceMigration.extend({ engine: z.enum(engineKinds) })),
  problems: z.array(problemSchema),
})
export type MigrationSourceView = z.infer<typeof migrationSource>

export const targetPlan = migrationTarget.extend({
  state: z.enum(targetStates),
  /** Which of the plan's migrations, in order. */
  versions: z.array(z.string()),
  /** Why it would be passed over; null where it would be worked on. */
  skipped: z.string().nullable(),
  problems: z.array(problemSchema),
})
export type TargetPlan = z.infer<typeof targetPlan>

export const migrationPlan = z.object({
  source: z.object({ tool: z.enum(migrationTools), title: z.string(), directory: z.string().nullable() }),
  /** Every migration that some target would get, with the exact SQL. */
  migrations: z.array(
    sourceMigration.extend({
      engine: z.enum(engineKinds),
      transactional: z.boolean(),
      statements: z.array(z.object({ sql: z.string(), line: z.int(), transactional: z.boolean() })),
    }),
  ),
  lint: z.array(lintFinding),
  targets: z.array(targetPlan),
  skipped,
})
export type MigrationPlan = z.infer<typeof migrationPlan>

/** What would be gone with a way back: a table with its rows, or a column with its values. */
export const rollbackLoss = z.object({
  table: z.string(),
  /** Null where the table itself is dropped. */
  column: z.string().nullable(),
  /** Rows the table has now, counted as far as a bound; null where they could not be counted, or the table is not there. */
  rows: z.int().nullable(),
  /** The bound was met: there are more. */
  more: z.boolean(),
})
export type RollbackLoss = z.infer<typeof rollbackLoss>

export const targetRollback = migrationTarget.extend({
  state: z.enum(targetStates),
  /** What was asked to be taken back here, newest first. */
  versions: z.array(z.string()),
  /** Those of them that cannot be: while there is one, nothing of this target is taken back. */
  oneWay: z.array(z.string()),
  /** The newest that stays; null for none. */
  stays: z.string().nullable(),
  losses: z.array(rollbackLoss),
  /** Why it would be passed over; null where it would be worked on. */
  skipped: z.string().nullable(),
  /** What keeps it from being taken back, each with its remedy. */
  problems: z.array(problemSchema),
})
export type TargetRollback = z.infer<typeof targetRollback>

export const rollbackPlan = z.object({
  source: z.object({ tool: z.enum(migrationTools), title: z.string(), directory: z.string().nullable() }),
  /** Every version that some target would lose, in the order of work: newest first, with the exact SQL. */
  ways: z.array(
    z.object({
      version: z.string(),
      name: z.string(),
      engine: z.enum(engineKinds),
      /** Of the way back; where none is written, of the way there. */
      file: z.string(),
      /** Whether a way back is written. */
      reversible: z.boolean(),
      /** Null where none is written, and where only the tool itself can tell it. */
      sql: z.string().nullable(),
      /** It may change or delete rows of tables that it does not drop, or nobody can tell. */
      mayChangeRows: z.boolean(),
      transactional: z.boolean(),
      statements: z.array(z.object({ sql: z.string(), line: z.int(), transactional: z.boolean() })),
    }),
  ),
  targets: z.array(targetRollback),
  skipped,
  /** What is typed to begin it: the name of the one target, or how many there are. Null where nobody is worked on. */
  confirm: z.string().nullable(),
})
export type RollbackPlan = z.infer<typeof rollbackPlan>

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
  source: z.object({ tool: z.enum(migrationTools), title: z.string(), directory: z.string().nullable() }),
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

/** One or the other; without either one step. */
const howFarBack = {
  /** Back to this version, which stays; `base` for before the first. */
  to: z.string().optional(),
  steps: z.int().min(1).optional(),
}

const waivers = z.array(z.object({ rule: z.string().min(1), reason: z.string().min(1).max(500) })).default([])

/** A share of the targets: more than none. */
export const failureShare = /^(?!0+(?:\.0+)?%)(?:100(?:\.0+)?|[1-9]?\d(?:\.\d+)?)%$/

const limits = {
  canary: z.int().min(0).max(10_000).optional(),
  wave: z.int().min(1).max(100_000).optional(),
  concurrency,
  /** A number, or a share of the targets: `5%`. */
  maxFailures: z.union([z.int().min(1), z.string().regex(failureShare)]).optional(),
  lockTimeoutMs: z.int().min(1).max(600_000).optional(),
  statementTimeoutMs: z.int().min(0).max(86_400_000).optional(),
}

export const schemaDifference = z.object({
  object: z.string(),
  kind: z.enum(['missing', 'unexpected', 'different']),
  words: z.string(),
  expected: z.string().nullable(),
  found: z.string().nullable(),
  /** What would bring the found to the expected; null where that is not for a machine to write. */
  sql: z.string().nullable(),
})
export type SchemaDifference = z.infer<typeof schemaDifference>

export const targetDrift = migrationTarget.extend({
  state: z.enum(['same', 'drifted', 'unknown']),
  /** Equal for targets that differ in the same way; null where nothing differs. */
  group: z.string().nullable(),
  differences: z.array(schemaDifference),
  /** Why it could not be told. */
  problem: problemSchema.nullable(),
})
export type TargetDrift = z.infer<typeof targetDrift>

export const targetRehearsal = migrationTarget.extend({
  ok: z.boolean(),
  applied: z.array(z.string()),
  /** What the clone held, in words, where it was less than everything. */
  shortfall: z.string().nullable(),
  differences: z.array(schemaDifference),
  problem: problemSchema.nullable(),
  ms: z.number(),
})
export type TargetRehearsal = z.infer<typeof targetRehearsal>

/** What is known of a migration that began and did not end. */
export const targetResolution = migrationTarget.extend({
  version: z.string().nullable(),
  /** What a replay on a scratch database shows of the change. */
  evidence: z.enum(['applied', 'not-applied', 'partly', 'none']),
  words: z.string(),
  differences: z.array(schemaDifference),
  /** What was written in the ledger; null where nothing was. */
  resolved: z.enum(['applied', 'rolled-back']).nullable(),
  problem: problemSchema.nullable(),
})
export type TargetResolution = z.infer<typeof targetResolution>

export const migrations = {
  /** What lies in a folder, or in a blueprint. */
  source: procedure('migrations.read')
    .input(z.object({ directory: sourceDirectory.optional(), blueprint: z.string().optional() }))
    .output(migrationSource),
  /** Folders used before, newest first, and the blueprints. */
  sources: procedure('migrations.read').output(
    z.object({ directories: z.array(sourceDirectory), blueprints: z.array(z.object({ id: z.string(), title: z.string() })) }),
  ),
  /** Each target as it is known, a bounded number asked at once. */
  status: procedure('migrations.read', { deadlineMs: null }).input(asked).output(eventIterator(targetStatus, withSkipped)),
  /** The ledger of one target, oldest first. */
  history: procedure('migrations.read')
    .input(z.object({ target: targetReference }))
    .output(z.object({ tool: z.enum(migrationTools).nullable(), rows: z.array(ledgerRow) })),
  plan: procedure('migrations.read', { deadlineMs: 600_000 })
    .input(asked.extend({ to: z.string().optional(), waive: waivers }))
    .output(migrationPlan),
  lint: procedure('migrations.read', { deadlineMs: 120_000 })
    .input(z.object({ source: sourceDirectory, engine: z.enum(engineKinds).optional() }))
    .output(
      z.object({
        findings: z.array(lintFinding),
        blocking: z.int(),
        /** Versions that the rules were applied to. */
        judged: z.int(),
        /** Versions whose SQL nobody could tell, each with a finding `not-judged`. */
        notJudged: z.array(z.string()),
      }),
    ),
  /** Begins a run and gives it at once; `watch` follows it. */
  apply: procedure('migrations.apply', { deadlineMs: 600_000 })
    .input(chosen.extend({ to: z.string().optional(), ...limits, waive: waivers, confirm: z.string().optional() }))
    .output(z.object({ run, skipped })),
  /** What a rollback would do, and to whom; nothing is done. */
  planRollback: procedure('migrations.read', { deadlineMs: 600_000 }).input(asked.extend(howFarBack)).output(rollbackPlan),
  rollback: procedure('migrations.apply', { deadlineMs: 600_000 })
    .input(chosen.extend({ ...howFarBack, ...limits, confirm: z.string().optional() }))
    .output(z.object({ run, skipped })),
  /** Applies what is pending to a scratch clone of each target. */
  rehearse: procedure('migrations.apply', { deadlineMs: null })
    .input(asked.extend({ to: z.string().optional(), waive: waivers }))
    .output(eventIterator(targetRehearsal, withSkipped)),
  /** Marks migrations as applied without running them, up to and including `to`. */
  baseline: procedure('migrations.apply', { deadlineMs: 600_000 })
    .input(chosen.extend({ to: z.string().optional(), confirm: z.string().optional() }))
    .output(
      z.object({
        targets: z.array(migrationTarget.extend({ marked: z.array(z.string()), problem: problemSchema.nullable() })),
        skipped,
      }),
    ),
  /** Settles a migration that began and did not end, by evidence, or as told. */
  resolve: procedure('migrations.apply', { deadlineMs: null })
    .input(
      chosen.extend({
        version: z.string().optional(),
        as: z.enum(['applied', 'rolled-back']).optional(),
        dryRun: z.boolean().default(false),
        /** For what is marked in production. */
        confirm: z.string().optional(),
      }),
    )
    .output(eventIterator(targetResolution, withSkipped)),
  drift: procedure('migrations.read', { deadlineMs: null }).input(asked).output(eventIterator(targetDrift, withSkipped)),
  /** Makes the next number's files in a folder of Provost's own kind. */
  create: procedure('migrations.apply')
    .input(z.object({ name: z.string(), source: sourceDirectory }))
    .output(z.object({ version: z.string(), files: z.array(z.string()) })),
  runs: procedure('migrations.read')
    .input(z.object({ limit: z.int().min(1).max(500).default(50) }).default({ limit: 50 }))
    .output(z.object({ runs: z.array(run) })),
  run: procedure('migrations.read')
    .input(z.object({ run: runId }))
    .output(z.object({ run, targets: z.array(runTarget) })),
  /** The log of a run, or of one target in it, oldest first. */
  runLog: procedure('migrations.read')
    .input(z.object({ run: runId, target: z.string().optional(), limit: z.int().min(1).max(5000).default(500) }))
    .output(z.object({ lines: z.array(runLogLine) })),
  /** The run with all its targets, then what changes, until it ends. */
  watch: procedure('migrations.read', { deadlineMs: null })
    .input(z.object({ run: runId }))
    .output(eventIterator(z.object({ run, targets: z.array(runTarget) }))),
  /** Goes on with a run by the plan it was begun with: what is pending, and with `failed` also what failed. */
  resume: procedure('migrations.apply')
    .input(z.object({ run: runId, failed: z.boolean().default(true), targets: z.array(z.string()).optional() }))
    .output(z.object({ run })),
  /** Ends the run after the wave that is being worked on. */
  pause: procedure('migrations.apply')
    .input(z.object({ run: runId }))
    .output(z.object({ run })),
  /** Ends the run now; what is being worked on is taken back where the engine can. */
  stop: procedure('migrations.apply')
    .input(z.object({ run: runId }))
    .output(z.object({ run })),
  /** The targets of a run as a file for a spreadsheet: a job with a file. */
  exportRun: procedure('migrations.read')
    .input(z.object({ run: runId }))
    .output(z.object({ job: jobId })),
}
