import type { ErrorCode } from '#contract/errors.ts'

/** Waived like a rule of the lint, but none: it is about a target's ledger, and the tool looks at it. */
export const isLedgerRule = (rule: string): boolean => rule === 'out-of-order'

/** Whether a problem with a target's ledger is let pass by one of these rules. */
export const isLedgerWaived = (code: ErrorCode, rules: readonly string[]): boolean => {
  const rule = code.replace('migration.', '')
  return isLedgerRule(rule) && rules.includes(rule)
}
