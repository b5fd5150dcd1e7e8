import type { AuditVerdict } from '#contract/audit.ts'
import type { State } from '../state/index.ts'
import { type AuditRow, genesisHash, hashOf } from './chain.ts'

const batch = 2000

/**
 * Reads the chain from its first line, a batch at a time, and gives the verdict at the end; each step may be followed by a pause.
 * It finds what was changed without Provost. Who can write the file could also write a whole new chain: only a copy of a hash
 * kept elsewhere (`audit export`) shows that.
 */
export function* verifying(state: State): Generator<void, AuditVerdict> {
  const read = state.database.prepare<[number, number], AuditRow>('SELECT * FROM audit WHERE sequence > ? ORDER BY sequence LIMIT ?')
  let last = { sequence: 0, hash: genesisHash }
  let entries = 0
  const verdict = (broken: AuditVerdict['broken']): AuditVerdict => ({ ok: broken === null, entries, lastHash: last.hash, broken })
  for (;;) {
    const rows = read.all(last.sequence, batch)
    if (rows.length === 0) break
    for (const row of rows) {
      const reason = misfit(row, last)
      if (reason !== null) return verdict({ sequence: row.sequence, reason })
      last = row
      entries += 1
    }
    yield
  }
  return verdict(cutTail(state, last.sequence))
}

function misfit(row: AuditRow, last: { sequence: number; hash: string }): string | null {
  const missing = row.sequence - last.sequence - 1
  if (missing > 0) {
    return missing === 1
      ? `Line ${last.sequence + 1}, before this one, is missing.`
      : `Lines ${last.sequence + 1} to ${row.sequence - 1}, before this one, are missing.`
  }
  if (ownHash(row) !== row.hash) return 'This line was altered after it was written.'
  if (row.previous_hash !== last.hash) return 'This line does not continue the line before it: one of the two was inserted or replaced.'
  return null
}

function ownHash(row: AuditRow): string | null {
  try {
    return hashOf(row)
  } catch {
    // Roles or detail that are no JSON were not written by Provost.
    return null
  }
}

/** SQLite counts every line ever written, so lines cut from the end leave the counter ahead. */
function cutTail(state: State, lastSequence: number): AuditVerdict['broken'] {
  const read = state.database.transaction(() => ({
    counted: state.database.prepare<[], number>("SELECT seq FROM sqlite_sequence WHERE name = 'audit'").pluck().get() ?? 0,
    newest: state.database.prepare<[], number | null>('SELECT max(sequence) FROM audit').pluck().get() ?? 0,
  }))
  const { counted, newest } = read()
  if (counted > newest) {
    const lines = counted - newest === 1 ? 'One line was' : `${counted - newest} lines were`
    return { sequence: newest + 1, reason: `${lines} cut from the end of the log.` }
  }
  return counted < lastSequence ? { sequence: counted + 1, reason: 'The counter of the log was set back.' } : null
}
