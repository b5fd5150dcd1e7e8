import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { environments } from './connections.ts'
import { connectionName, domain, instant } from './ids.ts'
import { problemSchema, procedure } from './procedure.ts'

export const tenantStatuses = ['PENDING_APPROVAL', 'APPROVED', 'SUSPENDED', 'ARCHIVED', 'DELETED'] as const
export type TenantStatus = (typeof tenantStatuses)[number]

export const tenant = z.object({
  domain,
  name: z.string(),
  status: z.enum(tenantStatuses),
  /** Database name, or the file's name; null before one exists. */
  database: z.string().nullable(),
  /** The connection it lives behind. */
  connection: connectionName.nullable(),
  /** The server in words: `host:port`, or the folder of the file. Tenants of one server are grouped by it. */
  server: z.string().nullable(),
  environment: z.enum(environments).nullable(),
  blueprint: z.string().nullable(),
  schemaVersion: z.string().nullable(),
  groups: z.array(z.string()),
  createdAt: instant,
  approvedAt: instant.nullable(),
  approvedBy: z.string().nullable(),
})
export type Tenant = z.infer<typeof tenant>

/** What was found in a tenant's database when it was last looked at. A null is "not known", `adapter` null is "not recognised". */
export const tenantFacts = z.object({
  domain,
  health: z.enum(['healthy', 'degraded', 'failing', 'no-answer', 'not-watched']),
  checkedAt: instant,
  ms: z.number().nullable(),
  server: z.string().nullable(),
  adapter: z.string().nullable(),
  missing: z.array(z.string()),
  schemaVersion: z.string().nullable(),
  /** How many versions the blueprint has beyond the tenant's; 0 current, negative ahead. */
  behind: z.int().nullable(),
  people: z.number().nullable(),
  students: z.number().nullable(),
  openWithdrawals: z.number().nullable(),
  bytes: z.number().nullable(),
  unindexedForeignKeys: z.array(z.string()),
  problem: problemSchema.nullable(),
})
export type TenantFacts = z.infer<typeof tenantFacts>

const byDomain = z.object({ domain })

export const tenants = {
  list: procedure('tenants.read')
    .input(z.object({ status: z.enum(tenantStatuses).optional(), group: z.string().optional() }))
    .output(z.object({ tenants: z.array(tenant) })),
  show: procedure('tenants.read')
    .input(byDomain)
    .output(z.object({ tenant, facts: tenantFacts.nullable() })),
  adopt: procedure('tenants.manage')
    .input(
      z.object({
        domain: z.string(),
        name: z.string().max(200).optional(),
        connection: connectionName,
        database: z.string().optional(),
        blueprint: z.string().optional(),
      }),
    )
    .output(z.object({ tenant, facts: tenantFacts })),
  /** Looks at every tenant (or those named), a bounded number at once, and yields each as it is known. */
  survey: procedure('tenants.read', { deadlineMs: null })
    .input(
      z.object({
        domains: z.array(domain).optional(),
        /** Facts younger than this are yielded without asking again. */ maxAgeMs: z.int().min(0).default(0),
      }),
    )
    .output(eventIterator(tenantFacts)),
  groups: procedure('tenants.read').output(z.object({ groups: z.array(z.object({ name: z.string(), domains: z.array(domain) })) })),
  groupAdd: procedure('tenants.manage')
    .input(z.object({ group: z.string(), domains: z.array(domain).min(1) }))
    .output(z.object({ group: z.string(), domains: z.array(domain) })),
  groupRemove: procedure('tenants.manage')
    .input(z.object({ group: z.string(), domains: z.array(domain) }))
    .output(z.object({ group: z.string(), domains: z.array(domain) })),
}

export const demo = {
  create: procedure('demo.create', { deadlineMs: 600_000 })
    .input(z.object({ tenants: z.int().min(4).max(5000).default(4) }))
    .output(z.object({ tenants: z.int(), people: z.int(), ms: z.number(), workspace: z.string() })),
}
