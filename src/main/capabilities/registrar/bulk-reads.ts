import type { Caller } from '../../foundation/access/index.ts'
import type { AuditLog } from '../../foundation/audit/index.ts'

const hour = 3_600_000

/**
 * Personal data read in bulk is audited: one line an hour for each operator, target and list, and not one for each page that
 * is scrolled past. An export is audited each time, elsewhere.
 */
export const bulkReads = (audit: AuditLog, clock: () => Date) => {
  const told = new Map<string, number>()
  return (caller: Caller, target: string, list: string): void => {
    const { name, roles } = caller.operator
    const key = JSON.stringify([name, target, list])
    const now = clock().getTime()
    if (now - (told.get(key) ?? Number.NEGATIVE_INFINITY) < hour) return
    audit.append({ operator: name, roles, action: 'registrar.read', target, outcome: 'done', detail: { list } })
    told.set(key, now)
  }
}
