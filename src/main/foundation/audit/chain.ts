import { createHash } from 'node:crypto'
import type { AuditEntry } from '#contract/audit.ts'
import { canonicalJson, type Json } from './canonical.ts'

/** What stands before the first line. */
export const genesisHash = '0'.repeat(64)

/** A line as the table keeps it: `roles` and `detail` are canonical JSON. */
export interface AuditRow {
  readonly sequence: number
  readonly at: string
  readonly operator: string
  readonly roles: string
  readonly action: string
  readonly target: string | null
  readonly outcome: AuditEntry['outcome']
  readonly detail: string
  readonly previous_hash: string
  readonly hash: string
}

/**
 * SHA-256 over the canonical JSON of a line and the hash of the line before it.
 * Throws where `roles` or `detail` is no JSON, which only somebody else can have written.
 */
export function hashOf(row: Omit<AuditRow, 'hash'>): string {
  const parsed = (text: string): Json => JSON.parse(text) as Json
  const { sequence, at, operator, action, target, outcome } = row
  const line = {
    sequence,
    at,
    operator,
    roles: parsed(row.roles),
    action,
    target,
    outcome,
    detail: parsed(row.detail),
    previousHash: row.previous_hash,
  }
  return createHash('sha256').update(canonicalJson(line)).digest('hex')
}

/** A line as the console shows it. */
export function toEntry(row: AuditRow): AuditEntry {
  const { sequence, at, operator, action, target, outcome, hash } = row
  return {
    sequence,
    at,
    operator,
    roles: JSON.parse(row.roles),
    action,
    target,
    outcome,
    detail: JSON.parse(row.detail),
    previousHash: row.previous_hash,
    hash,
  }
}
