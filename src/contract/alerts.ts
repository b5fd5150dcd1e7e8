import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { instant } from './ids.ts'
import { procedure } from './procedure.ts'

export const alertKinds = ['failure', 'recovery', 'warning'] as const
export type AlertKind = (typeof alertKinds)[number]

/** Something a person should know without asking. One per change of state, not one per look. */
export const alert = z.object({
  id: z.int(),
  at: instant,
  kind: z.enum(alertKinds),
  /** What it is about: `connection:NAME`. */
  subject: z.string(),
  title: z.string(),
  detail: z.string(),
  /** The failure's code, where there is one. */
  code: z.string().nullable(),
  acknowledgedAt: instant.nullable(),
  acknowledgedBy: z.string().nullable(),
})
export type Alert = z.infer<typeof alert>

export const alerts = {
  list: procedure('connections.read')
    .input(z.object({ open: z.boolean().default(false), limit: z.int().min(1).max(500).default(100) }).default({ open: false, limit: 100 }))
    .output(z.object({ alerts: z.array(alert), open: z.int() })),
  /** Alerts as they are raised or acknowledged from now on. */
  watch: procedure('connections.read', { deadlineMs: null }).output(eventIterator(alert)),
  acknowledge: procedure('jobs.manage')
    .input(z.object({ id: z.int() }))
    .output(alert),
}
