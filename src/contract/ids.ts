import { z } from 'zod'

/** A connection's name: unique in the workspace, as the command line takes it. */
export const connectionName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/)
  .brand<'ConnectionName'>()
export type ConnectionName = z.infer<typeof connectionName>

/** A tenant's domain, lower case: `northfield.example`. */
export const domain = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$/)
  .brand<'Domain'>()
export type Domain = z.infer<typeof domain>

export const operatorName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9 ._@'-]{0,62}$/)
  .brand<'OperatorName'>()
export type OperatorName = z.infer<typeof operatorName>

export const jobId = z
  .string()
  .regex(/^[0-9a-z]{8,32}$/)
  .brand<'JobId'>()
export type JobId = z.infer<typeof jobId>

/** A fleet run: one operation over many targets. */
export const runId = z
  .string()
  .regex(/^[0-9a-z]{8,32}$/)
  .brand<'RunId'>()
export type RunId = z.infer<typeof runId>

/** What an operation works on: a tenant by its domain, or a connection and, where it holds several, one of its databases. */
export const targetReference = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('tenant'), domain }),
  z.object({ kind: z.literal('connection'), connection: connectionName, database: z.string().min(1).max(255).optional() }),
])
export type TargetReference = z.infer<typeof targetReference>

/** An instant as ISO 8601 in UTC with milliseconds: `2026-11-20T14:32:00.000Z`. */
export const instant = z.iso.datetime({ precision: 3 })
/** A calendar date without a zone: `2026-11-20`. */
export const calendarDate = z.iso.date()
