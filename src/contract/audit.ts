import { z } from 'zod'
import { instant } from './ids.ts'
import { procedure } from './procedure.ts'

/** One line of the append-only log. `hash` is the SHA-256 over the line before it and this one, so no line can change unseen. */
export const auditEntry = z.object({
  sequence: z.int(),
  at: instant,
  operator: z.string(),
  roles: z.array(z.string()),
  /** `noun.verb`: `connection.add`, `registrar.export`. */
  action: z.string(),
  /** What it was done to: a connection, a tenant, a table. */
  target: z.string().nullable(),
  outcome: z.enum(['done', 'failed', 'refused']),
  detail: z.record(z.string(), z.unknown()),
  previousHash: z.string(),
  hash: z.string(),
})
export type AuditEntry = z.infer<typeof auditEntry>

export const auditVerdict = z.object({
  ok: z.boolean(),
  entries: z.int(),
  lastHash: z.string(),
  /** The first line that does not fit, and why; null where all fit. */
  broken: z.object({ sequence: z.int(), reason: z.string() }).nullable(),
})
export type AuditVerdict = z.infer<typeof auditVerdict>

export const audit = {
  /** Newest first. */
  list: procedure('audit.read')
    .input(
      z.object({
        before: z.int().optional(),
        limit: z.int().min(1).max(1000).default(100),
        search: z.string().max(200).optional(),
        action: z.string().max(100).optional(),
        operator: z.string().max(100).optional(),
        outcome: z.enum(['done', 'failed', 'refused']).optional(),
      }),
    )
    .output(z.object({ entries: z.array(auditEntry), next: z.int().nullable(), total: z.int() })),
  verify: procedure('audit.read', { deadlineMs: 120_000 }).output(auditVerdict),
  /** A page of the log, oldest first, for whoever writes it to a file; each call is itself audited once, at its start. */
  export: procedure('audit.export', { deadlineMs: 120_000 })
    .input(z.object({ after: z.int().min(0).default(0), limit: z.int().min(1).max(10_000).default(5000) }))
    .output(z.object({ entries: z.array(auditEntry), next: z.int().nullable() })),
}
