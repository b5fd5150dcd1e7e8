import { setImmediate as pause } from 'node:timers/promises'
import type { AuditEntry, AuditVerdict } from '#contract/audit.ts'
import type { State } from '../state/index.ts'
import { append, type NewAuditEntry } from './append.ts'
import { type AuditPage, type AuditQuery, after, list } from './list.ts'
import { verifying } from './verify.ts'

/** The append-only log of everything that was changed or exported, each line bound to the one before it. */
export interface AuditLog {
  append(entry: NewAuditEntry): AuditEntry
  /** Newest first. */
  list(query?: AuditQuery): AuditPage
  /** Whether every line still stands as it was written; the first that does not, and why. */
  verify(): AuditVerdict
  /** The same in steps, so that a long log does not hold up the console. */
  verifyInSteps(signal?: AbortSignal): Promise<AuditVerdict>
  /** Oldest first, from after a sequence number. */
  after(sequence: number, limit: number): { entries: AuditEntry[]; next: number | null }
}

/** The audit log of a workspace. */
export function openAuditLog(state: State, clock: () => Date = () => new Date()): AuditLog {
  return {
    append: (entry) => append(state, clock, entry),
    list: (query = {}) => list(state, query),
    verify() {
      const steps = verifying(state)
      for (;;) {
        const step = steps.next()
        if (step.done) return step.value
      }
    },
    async verifyInSteps(signal) {
      const steps = verifying(state)
      for (;;) {
        const step = steps.next()
        if (step.done) return step.value
        await pause()
        signal?.throwIfAborted()
      }
    },
    after: (sequence, limit) => after(state, sequence, limit),
  }
}
