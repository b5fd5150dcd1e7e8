import type { LedgerRow, Run, RunState, RunTargetState, TargetState } from '#contract/migrations.ts'
import { type StateWords, stateWords as words } from '../ui/index.ts'

/** Current is the common state and stays quiet. */
export const targetWords: Readonly<Record<TargetState, StateWords>> = {
  current: words('ok', 'Current', 'decoration', 'quiet'),
  behind: words('half', 'Behind', 'warn'),
  failed: words('fail', 'Failed', 'fail'),
  drifted: words('odd', 'Drifted', 'odd'),
  diverged: words('odd', 'Diverged', 'odd'),
  ahead: words('odd', 'Ahead', 'odd'),
  unmanaged: words('unknown', 'Unmanaged', 'faint', 'quiet'),
  unreachable: words('unknown', 'No answer', 'faint', 'quiet'),
}

/** Worst first. */
export const gravity: readonly TargetState[] = ['failed', 'drifted', 'diverged', 'ahead', 'unreachable', 'behind', 'unmanaged', 'current']

/** Behind and ahead say by how many. */
export const targetWord = (state: TargetState, pending: number): string =>
  state === 'behind' && pending > 0 ? `Behind ${pending}` : targetWords[state].word

const runStateWords: Readonly<Record<RunState, StateWords>> = {
  pending: words('wait', 'Pending', 'quiet'),
  running: words('running', 'Running', 'accent'),
  paused: words('hold', 'Paused', 'plain'),
  done: words('ok', 'Done', 'ok'),
  failed: words('fail', 'Ended with failures', 'fail'),
  stopped: words('fail', 'Stopped by its rule', 'fail'),
  cancelled: words('skip', 'Stopped', 'faint', 'quiet'),
  interrupted: words('warn', 'Interrupted', 'warn'),
}

const notAllReached = words('warn', 'Ended, some not reached', 'warn')

/** How a run stands. One in which nothing failed has not ended with failures, also where some of its targets could not be reached. */
export const runWords = ({ state, counts }: Pick<Run, 'state' | 'counts'>): StateWords =>
  state === 'failed' && counts.failed === 0 ? notAllReached : runStateWords[state]

export const runTargetWords: Readonly<Record<RunTargetState, StateWords>> = {
  pending: words('wait', 'Pending', 'faint', 'quiet'),
  running: words('running', 'Running', 'accent'),
  done: words('ok', 'Done', 'ok', 'quiet'),
  failed: words('fail', 'Failed', 'fail'),
  skipped: words('skip', 'Skipped', 'faint', 'quiet'),
}

export const ledgerWords: Readonly<Record<LedgerRow['state'], StateWords>> = {
  applied: words('ok', 'Applied', 'decoration', 'quiet'),
  failed: words('fail', 'Failed', 'fail'),
  'rolled-back': words('skip', 'Rolled back', 'faint', 'quiet'),
  baseline: words('ok-open', 'Baseline', 'faint', 'quiet'),
}

export const engineNames = { postgres: 'PostgreSQL', mysql: 'MySQL', sqlite: 'SQLite' } as const

export const toolNames = { provost: 'Provost', prisma: 'Prisma', alembic: 'Alembic' } as const

/** Whether a run still has a console that works on it. */
export const isRunning = (state: RunState): boolean => state === 'running' || state === 'pending'
