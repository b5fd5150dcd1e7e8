import { openAuditLog } from '../../../foundation/audit/index.ts'
import type { State } from '../../../foundation/state/index.ts'
import type { CampusPlan } from './campus-plan.ts'

interface Past {
  readonly daysAgo: number
  readonly operator: string
  readonly role: string
  readonly action: string
  readonly target: string
  readonly detail?: Record<string, unknown>
}

const mostTenants = 12

const pastOf = (plan: CampusPlan, index: number): Past[] => {
  const adopted = { daysAgo: 90 - index * 6, operator: 'Marguerite Osei', role: 'dba' }
  const past: Past[] = [{ ...adopted, action: 'tenant.adopt', target: plan.domain, detail: { name: plan.name, blueprint: 'aada' } }]
  for (const group of plan.groups) past.push({ ...adopted, action: 'tenant.group-add', target: group, detail: { domains: [plan.domain] } })
  if (index % 2 === 0) {
    const detail = { list: 'withdrawals', rows: 34 - index }
    past.push({
      daysAgo: 12 - index,
      operator: 'Ilse Karvonen',
      role: 'registrar',
      action: 'registrar.export',
      target: plan.domain,
      detail,
    })
  }
  return past
}

/** The beginning of the demo's audit log: what its invented operators did in the last months, oldest first, each line marked as demo. */
export const writeDemoHistory = (state: State, plans: readonly CampusPlan[], now: Date): void => {
  const past = plans
    .filter((plan) => plan.status === 'APPROVED')
    .slice(0, mostTenants)
    .flatMap(pastOf)
    .sort((one, other) => other.daysAgo - one.daysAgo)
  let at = now
  const log = openAuditLog(state, () => at)
  past.forEach(({ daysAgo, operator, role, action, target, detail }, index) => {
    at = new Date(now.getTime() - daysAgo * 86_400_000 + index * 1000)
    log.append({ operator, roles: [role], action, target, outcome: 'done', detail: { ...detail, demo: true } })
  })
}
