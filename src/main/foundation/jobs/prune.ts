import { existsSync, readdirSync, rmSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { State } from '../state/index.ts'
import type { JobTable } from './job-table.ts'

const keptMs = 30 * 24 * 60 * 60 * 1000

/** An export that is being written is written to more often than this. */
const abandonedMs = 60 * 60 * 1000

/**
 * Forgets jobs that ended over 30 days ago, and removes the exports they left in the workspace,
 * and what a killed export left half-written. A file elsewhere is the person's.
 */
export function prune(state: State, table: JobTable, now: Date): void {
  const exports = join(state.directory, 'exports')
  for (const path of table.removeEndedBefore(new Date(now.getTime() - keptMs).toISOString())) {
    const inside = relative(exports, path)
    if (inside !== '' && !inside.startsWith('..') && inside !== path) rmSync(path, { force: true })
  }
  if (!existsSync(exports)) return
  for (const name of readdirSync(exports)) {
    const path = join(exports, name)
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    if (name.endsWith('.part') && changed !== undefined && now.getTime() - changed > abandonedMs) rmSync(path, { force: true })
  }
}
