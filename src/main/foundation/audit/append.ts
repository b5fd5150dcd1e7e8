import type { AuditEntry } from '#contract/audit.ts'
import type { State } from '../state/index.ts'
import { canonicalJson } from './canonical.ts'
import { type AuditRow, genesisHash, hashOf, toEntry } from './chain.ts'
import { detailWithoutSecrets } from './without-secrets.ts'

/** What is told to the log. Secrets in `detail` are dropped by their names, but do not belong there in the first place. */
export interface NewAuditEntry {
  readonly operator: string
  readonly roles: readonly string[]
  /** `noun.verb`: `connection.add`. */
  readonly action: string
  readonly target?: string | null
  readonly outcome: AuditEntry['outcome']
  readonly detail?: Record<string, unknown>
}

/**
 * Adds one line. The last hash is read and the new line written in one IMMEDIATE transaction, so that two consoles never
 * both continue the same line. Inside a `state.write` it is part of that act: both happen or neither.
 */
export function append(state: State, clock: () => Date, entry: NewAuditEntry): AuditEntry {
  return state.write(() => {
    const { database } = state
    const last = database.prepare<[], { hash: string }>('SELECT hash FROM audit ORDER BY sequence DESC LIMIT 1').get()
    // SQLite's own counter and not max + 1: after a cut tail the gap must stay visible.
    const counted = database.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").pluck().get() ?? 0
    const line: Omit<AuditRow, 'hash'> = {
      sequence: counted + 1,
      at: clock().toISOString(),
      operator: entry.operator.toWellFormed(),
      roles: canonicalJson(entry.roles.map((role) => role.toWellFormed())),
      action: entry.action.toWellFormed(),
      target: entry.target?.toWellFormed() ?? null,
      outcome: entry.outcome,
      detail: canonicalJson(detailWithoutSecrets(entry.detail ?? {})),
      previous_hash: last?.hash ?? genesisHash,
    }
    const row: AuditRow = { ...line, hash: hashOf(line) }
    database
      .prepare(
        `INSERT INTO audit (sequence, at, operator, roles, action, target, outcome, detail, previous_hash, hash)
         VALUES (@sequence, @at, @operator, @roles, @action, @target, @outcome, @detail, @previous_hash, @hash)`,
      )
      .run(row)
    return toEntry(row)
  })
}
