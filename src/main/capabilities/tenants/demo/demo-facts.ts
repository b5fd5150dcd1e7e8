import { domain } from '#contract/ids.ts'
import type { TenantFacts } from '#contract/tenants.ts'
import { blueprint } from '../../../fleet/blueprints/index.ts'
import { healthOf } from '../health.ts'
import type { CampusPlan } from './campus-plan.ts'
import type { WrittenCampus } from './demo-request.ts'

/** What a survey would find in a campus that was written just now. */
export const factsOf = (plan: CampusPlan, written: WrittenCampus, checkedAt: Date): TenantFacts => {
  const versions = blueprint('aada').versions('sqlite')
  const behind = versions.filter(({ version }) => version > (plan.schemaVersion ?? '')).length
  const hasMoney = (plan.schemaVersion ?? '') >= '0004'
  const missing = [
    ...(hasMoney ? [] : ['withdrawals', 'refunds']),
    ...((plan.schemaVersion ?? '') >= '0005' ? [] : ['scorm_data', 'xapi_statements']),
  ]
  const found = {
    missing,
    behind,
    unindexedForeignKeys: plan.withoutRefundIndex && hasMoney ? ['refunds.withdrawal_id'] : [],
    problem: null,
  }
  return {
    domain: domain.parse(plan.domain),
    health: healthOf({ ...found, adapter: 'aada' }),
    checkedAt: checkedAt.toISOString(),
    ms: 2,
    server: written.server,
    adapter: 'aada',
    schemaVersion: plan.schemaVersion,
    people: written.people,
    students: written.students,
    openWithdrawals: hasMoney ? written.openWithdrawals : null,
    bytes: written.bytes,
    ...found,
  }
}
