import type { TenantFacts, TenantStatus } from '#contract/tenants.ts'
import { type StateWords, stateWords as words } from '../ui/index.ts'

/** Approved is the common state and stays quiet. */
export const statusWords: Readonly<Record<TenantStatus, StateWords>> = {
  APPROVED: words('ok', 'Approved', 'decoration', 'quiet'),
  PENDING_APPROVAL: words('wait', 'Pending', 'plain'),
  SUSPENDED: words('hold', 'Suspended', 'plain'),
  ARCHIVED: words('box', 'Archived', 'faint'),
  DELETED: words('skip', 'Deleted', 'faint'),
}

export type Health = TenantFacts['health']

export const healthWords: Readonly<Record<Health, StateWords>> = {
  failing: words('fail', 'Failing', 'fail'),
  'no-answer': words('unknown', 'No answer', 'faint', 'quiet'),
  degraded: words('warn', 'Degraded', 'warn'),
  'not-watched': words('unknown', 'Not watched', 'faint'),
  healthy: words('ok', 'Healthy', 'ok', 'quiet'),
}

/** Worst first. */
export const healthOrder: readonly Health[] = ['failing', 'no-answer', 'degraded', 'not-watched', 'healthy']

/** An approved tenant's database that is looked at and yet not watched holds nothing the console knows. */
export const healthWordsOf = (health: Health, status: TenantStatus): StateWords =>
  health === 'not-watched' && (status === 'APPROVED' || status === 'SUSPENDED')
    ? { ...healthWords['not-watched'], word: 'Not recognised' }
    : healthWords[health]

export type SchemaState = 'current' | 'behind' | 'ahead' | 'unknown'

export const schemaStateOf = (behind: number | null): SchemaState =>
  behind === null ? 'unknown' : behind === 0 ? 'current' : behind > 0 ? 'behind' : 'ahead'

/** The mark beside a version that is not the blueprint's newest: `−2` behind, `+1` ahead. */
export function schemaMark(behind: number | null): StateWords | null {
  if (behind === null || behind === 0) return null
  return behind > 0 ? words('half', `−${behind}`, 'warn') : words('odd', `+${-behind}`, 'odd')
}

/** The same in words. */
export function schemaSentence(behind: number | null): string {
  switch (schemaStateOf(behind)) {
    case 'current':
      return 'current'
    case 'behind':
      return behind === 1 ? 'one version behind' : `${behind} versions behind`
    case 'ahead':
      return `${-(behind ?? 0)} ahead of its blueprint`
    default:
      return 'not compared with a blueprint'
  }
}
