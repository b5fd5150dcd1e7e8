import type { Run, RunTarget } from '#contract/migrations.ts'
import { causeOf } from '#contract/problem-groups.ts'
import { shortServer } from '../lists/index.ts'
import type { CellMark } from '../ui/cell-map/index.ts'

/** How a target of a run is drawn. */
export const cellMarks: Readonly<Record<RunTarget['status'], CellMark>> = {
  pending: 'pending',
  running: 'running',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
}

/** Targets that belong together on the map. */
export interface RunBand {
  readonly id: string
  readonly title: string
  readonly targets: readonly RunTarget[]
}

/** The targets by wave, in the order of work; or by server, the largest first. */
export function runBands(targets: readonly RunTarget[], by: 'wave' | 'server'): RunBand[] {
  const bands = new Map<string, RunTarget[]>()
  for (const target of targets) {
    const key = by === 'wave' ? String(target.wave) : target.server
    const known = bands.get(key)
    if (known === undefined) bands.set(key, [target])
    else known.push(target)
  }
  const named = [...bands].map(([id, members]) => ({
    id,
    title: by === 'server' ? shortServer(id) : id === '0' ? 'Canary' : `Wave ${id}`,
    targets: members.toSorted((one, other) => one.position - other.position),
  }))
  return by === 'wave'
    ? named.sort((one, other) => Number(one.id) - Number(other.id))
    : named.sort((one, other) => other.targets.length - one.targets.length || one.title.localeCompare(other.title))
}

export interface BandFacts {
  readonly state: 'waiting' | 'running' | 'done' | 'failing'
  readonly done: number
  readonly failed: number
  readonly settled: number
  /** All of it is settled. */
  readonly over: boolean
  /** From the first beginning to the last end, in ms; null before. */
  readonly ms: number | null
}

/** How a wave stands. */
export function bandFacts(targets: readonly RunTarget[], now: number): BandFacts {
  const count = (status: RunTarget['status']): number => targets.filter((target) => target.status === status).length
  const [done, failed, skipped, pending] = [count('done'), count('failed'), count('skipped'), count('pending')]
  const begun = targets.flatMap(({ startedAt }) => (startedAt === null ? [] : [Date.parse(startedAt)]))
  const over = pending === 0 && done + failed + skipped === targets.length
  const ends = targets.flatMap(({ finishedAt }) => (finishedAt === null ? [] : [Date.parse(finishedAt)]))
  const first = begun.length === 0 ? null : begun.reduce((least, at) => Math.min(least, at))
  const last = over && ends.length > 0 ? ends.reduce((most, at) => Math.max(most, at)) : now
  return {
    state: over
      ? failed > 0
        ? 'failing'
        : 'done'
      : begun.length === 0 || pending + skipped === targets.length
        ? 'waiting'
        : failed > 0
          ? 'failing'
          : 'running',
    done,
    failed,
    settled: done + failed + skipped,
    over,
    ms: first === null ? null : Math.max(0, last - first),
  }
}

/** What may be done with a run now, and why the rest may not. */
export function runActs({ state, counts, pauseAsked }: Pick<Run, 'state' | 'counts' | 'pauseAsked'>): {
  readonly pause: string | null
  readonly stop: string | null
  readonly resume: string | null
} {
  const active = state === 'running' || state === 'pending'
  // With nothing failed some were not reached, and are tried again; with nothing left an interrupted one is still to be ended.
  const unended = state === 'failed' || state === 'interrupted'
  const left = counts.pending + counts.failed + counts.running
  const rests = 'It is not being worked on.'
  return {
    pause: active ? (pauseAsked ? 'It pauses after this wave.' : null) : rests,
    stop: active ? null : rests,
    resume: active ? 'It is being worked on.' : left === 0 && !unended ? 'Nothing is left to do.' : null,
  }
}

/** Time left in words that do not jump about: whole seconds under a minute, then steps of ten. */
export function leftWords(seconds: number): string {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`
  const rounded = Math.round(seconds / 10) * 10
  const minutes = Math.floor(rounded / 60)
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min left`
  return rounded % 60 === 0 ? `${minutes} min left` : `${minutes} min ${rounded % 60} s left`
}

/** `2.1`, `0.04`, `640`. */
export const rateWords = (rate: number): string => (rate >= 10 ? String(Math.round(rate)) : rate >= 1 ? rate.toFixed(1) : rate.toFixed(2))

/** What came of a target, in one line. */
export function outcomeWords(target: RunTarget, takesBack = false): string {
  if (target.error !== null) return causeOf(target.error)
  if (target.skipped !== null) return target.skipped
  if (target.status === 'done')
    return target.applied.length === 0 ? (takesBack ? 'had nothing to take back' : 'was current') : target.applied.join(', ')
  return target.status === 'running' ? 'being worked on' : 'waits'
}
