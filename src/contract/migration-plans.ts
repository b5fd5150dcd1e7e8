import { z } from 'zod'
import { engineKinds } from './connections.ts'
import { migrationTarget, migrationTools, skipped, targetStates, usedSource } from './migration-targets.ts'
import { problemSchema } from './procedure.ts'

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

/** A text as it will be run, statement by statement. */
export const plannedStatements = z.array(z.object({ sql: z.string(), line: z.int(), transactional: z.boolean() }))

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
  source: usedSource,
  /** Every migration that some target would get, with the exact SQL. */
  migrations: z.array(
    sourceMigration.extend({
      engine: z.enum(engineKinds),
      transactional: z.boolean(),
      statements: plannedStatements,
    }),
  ),
  lint: z.array(lintFinding),
  targets: z.array(targetPlan),
  skipped,
})
export type MigrationPlan = z.infer<typeof migrationPlan>
