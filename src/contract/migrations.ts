import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { engineKinds } from './connections.ts'
import { jobId, runId, targetReference } from './ids.ts'
import { targetDrift, targetRehearsal, targetResolution } from './migration-evidence.ts'
import { lintFinding, migrationPlan, migrationSource } from './migration-plans.ts'
import { howFarBack, rollbackPlan } from './migration-rollback.ts'
import { askedLimits, concurrency, run, runLogLine, runTarget } from './migration-runs.ts'
import { ledgerRow, targetStatus } from './migration-status.ts'
import { migrationTarget, migrationTools, skipped, targetSelection } from './migration-targets.ts'
import { problemSchema, procedure } from './procedure.ts'

export type { SchemaDifference, TargetDrift, TargetRehearsal, TargetResolution } from './migration-evidence.ts'
export type { LintFinding, MigrationPlan, MigrationSourceView, TargetPlan } from './migration-plans.ts'
export type { RollbackLoss, RollbackPlan, TargetRollback } from './migration-rollback.ts'
export type { Run, RunLimits, RunLogLine, RunState, RunTarget, RunTargetState } from './migration-runs.ts'
export type { LedgerRow, TargetStatus } from './migration-status.ts'
export type { MigrationTarget, MigrationToolName, PassedOver, TargetSelection, TargetState } from './migration-targets.ts'

/** A folder of migrations on the machine where Provost runs; left out, each tenant's own blueprint. */
const sourceDirectory = z.string().min(1).max(4096)

const chosen = z.object({ targets: targetSelection, source: sourceDirectory.optional() })
const asked = chosen.extend({ concurrency })

/** How a stream of targets ends: with those who were chosen and have no item in it. */
const withSkipped = z.object({ skipped })

const waivers = z.array(z.object({ rule: z.string().min(1), reason: z.string().min(1).max(500) })).default([])

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
    .input(chosen.extend({ to: z.string().optional(), ...askedLimits, waive: waivers, confirm: z.string().optional() }))
    .output(z.object({ run, skipped })),
  /** What a rollback would do, and to whom; nothing is done. */
  planRollback: procedure('migrations.read', { deadlineMs: 600_000 }).input(asked.extend(howFarBack)).output(rollbackPlan),
  rollback: procedure('migrations.apply', { deadlineMs: 600_000 })
    .input(
      chosen.extend({
        ...howFarBack,
        ...askedLimits,
        confirm: z.string().optional(),
        /** The `plan` that was looked at: where it would be another by now, nothing is begun. */
        plan: z.string().optional(),
      }),
    )
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
