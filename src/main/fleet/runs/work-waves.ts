import { ProvostError } from '#contract/errors.ts'
import type { Run, RunTarget } from '#contract/migrations.ts'
import type { JobWork } from '../../foundation/jobs/index.ts'
import type { FleetOperation } from './operation.ts'
import type { Recorder } from './recorder.ts'
import { placeOf } from './waves.ts'

/** How a stretch of work ended. */
export type Ending =
  | { readonly state: 'done' | 'failed'; readonly halted: null }
  | { readonly state: 'stopped' | 'paused'; readonly halted: string }

export interface WaveWork {
  readonly run: Run
  readonly targets: readonly RunTarget[]
  readonly operation: FleetOperation
  readonly recorder: Recorder
  readonly job: JobWork
  readonly clock: () => Date
  /** Asked after each wave. */
  readonly pauseAsked: () => boolean
  readonly onFault: (error: unknown) => void
}

/** Over all servers together: more would be sessions that one process cannot serve. */
const mostLanes = 64

/** The run's own rows say more, and sooner; each write of the job's is a commit besides. */
const tellJobEveryMs = 1000

interface Stretch {
  failed: number
  /** Passed over for now, by name. */
  readonly unreached: string[]
  /** Targets where something was done and went well: only they show that the others may follow. */
  proven: number
  /** Positions with which this stretch is through. */
  readonly ended: Set<number>
  settled: number
  /** When the job was last told. */
  toldAt: number
  /** Why no further target is begun. */
  halted: string | null
}

const counted = (failures: number): string => (failures === 1 ? '1 failure' : `${failures} failures`)

const listed = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ')

/** Why the others are left alone after the canary; null where it went well as far as it went. */
const canaryWords = (failed: number, unreached: readonly string[], { id }: Pick<Run, 'id'>): string | null => {
  if (failed > 0) return `${failed} of the canary failed, so the others were left alone.`
  if (unreached.length === 0) return null
  const resume = `provost migrate resume ${id}`
  return `${listed(unreached)} of the canary could not be reached, so the others were left alone: once it answers, ${resume}; or, to let the next go first, ${resume} --pending-only.`
}

const failureOf = (error: unknown, onFault: (error: unknown) => void): ProvostError => {
  if (error instanceof ProvostError) return error
  onFault(error)
  return new ProvostError('internal.fault', 'Provost met a fault of its own.', {
    detail: 'The log in the workspace holds the rest.',
    remedy: ['Report it with that log.'],
  })
}

const workOn = async (target: RunTarget, work: WaveWork, stretch: Stretch): Promise<void> => {
  const { recorder, job, clock, operation, run, onFault } = work
  const { position, target: label, attempts } = target
  const attempt = attempts + 1
  const begun = performance.now()
  recorder.change(position, { status: 'running', startedAt: clock().toISOString(), attempts: attempt, error: null })
  const end = () => ({ finishedAt: clock().toISOString(), ms: Math.round((performance.now() - begun) * 10) / 10 })
  const log = (level: 'info' | 'warning' | 'error', text: string): void =>
    recorder.log({ at: clock().toISOString(), target: label, level, text: text.toWellFormed() })
  const applied = new Set(target.applied)
  const did = (version: string): void => {
    applied.add(version)
  }
  try {
    const outcome = await operation.perform(target, { run: run.id, signal: job.signal, attempt, log, did })
    if ('skipped' in outcome) {
      recorder.change(position, { status: 'skipped', skipped: outcome.skipped, error: outcome.problem, ...end() })
      if (outcome.problem !== null) stretch.unreached.push(label)
      log('warning', `passed over: ${outcome.skipped}`)
    } else {
      for (const version of outcome.applied) did(version)
      recorder.change(position, { status: 'done', applied: [...applied], ...end() })
      if (applied.size > 0) stretch.proven += 1
    }
    stretch.settled += 1
    stretch.ended.add(position)
  } catch (error) {
    if (job.signal.aborted) {
      // Cancelling is not failing: whoever resumes finds it as it was.
      recorder.change(position, { status: 'pending', applied: [...applied], startedAt: null })
      return
    }
    const problem = failureOf(error, onFault)
    recorder.change(position, { status: 'failed', applied: [...applied], error: problem.toJSON(), ...end() })
    log('error', `${problem.code}: ${problem.title}${problem.detail === '' ? '' : `\n${problem.detail}`}`)
    stretch.settled += 1
    stretch.ended.add(position)
    stretch.failed += 1
    const { maxFailures } = run.limits
    if (maxFailures !== null && stretch.failed >= maxFailures)
      stretch.halted ??= `The stop rule: ${counted(stretch.failed)}, and the run ends at ${maxFailures}.`
  } finally {
    const now = performance.now()
    if (now - stretch.toldAt >= tellJobEveryMs) {
      stretch.toldAt = now
      job.progress(stretch.settled, run.total)
    }
  }
}

/** Works through one wave: each server has its lanes, and all servers go side by side. */
const workWave = async (wave: readonly RunTarget[], work: WaveWork, stretch: Stretch): Promise<void> => {
  const { run, job } = work
  const servers = new Map<string, RunTarget[]>()
  for (const target of wave) {
    const queue = servers.get(placeOf(target)) ?? []
    queue.push(target)
    servers.set(placeOf(target), queue)
  }
  let free = mostLanes
  const waiting: (() => void)[] = []
  const enter = async (): Promise<void> => {
    if (free > 0) free -= 1
    else await new Promise<void>((resolve) => waiting.push(resolve))
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next === undefined) free += 1
    else next()
  }
  const lane = async (queue: RunTarget[]): Promise<void> => {
    for (;;) {
      await enter()
      try {
        const target = stretch.halted !== null || job.signal.aborted ? undefined : queue.shift()
        if (target === undefined) return
        await workOn(target, work, stretch)
      } finally {
        leave()
      }
    }
  }
  await Promise.all(
    [...servers.values()].flatMap((queue) => Array.from({ length: Math.min(run.limits.concurrency, queue.length) }, () => lane(queue))),
  )
}

/** Says of those that were planned for later why they go first. */
const tellDrawn = (batch: readonly RunTarget[], { recorder, clock }: WaveWork): void => {
  for (const { target, wave } of batch)
    if (wave > 0)
      recorder.log({ at: clock().toISOString(), target, level: 'info', text: 'goes with the canary, which has not shown enough yet' })
}

/**
 * Works through what is pending, wave by wave, until the end, the stop rule, a pause or a cancel. First goes the canary: so many targets as
 * it was said to have, and for each where there was nothing to do the next one, until so many were worked on and went well.
 */
export const workWaves = async (work: WaveWork): Promise<Ending> => {
  const { targets, run, job, recorder, pauseAsked } = work
  const settled = targets.filter(({ status }) => status === 'done' || status === 'skipped').length
  // What failed before a resume and is not tried again counts on.
  const stretch: Stretch = {
    failed: targets.filter(({ status }) => status === 'failed').length,
    unreached: targets.flatMap(({ status, error, target }) => (status === 'skipped' && error !== null ? [target] : [])),
    proven: targets.filter(({ status, applied }) => status === 'done' && applied.length > 0).length,
    ended: new Set(),
    settled,
    toldAt: performance.now(),
    halted: null,
  }
  job.progress(settled, run.total)
  let left = targets.filter(({ status }) => status === 'pending')
  for (let [next] = left; next !== undefined; [next] = left) {
    const { wave } = next
    const unproven = Math.max(0, run.limits.canary - stretch.proven)
    const before = { failed: stretch.failed, unreached: stretch.unreached.length }
    const batch = unproven > 0 ? left.slice(0, unproven) : left.filter((target) => target.wave === wave)
    if (unproven > 0) tellDrawn(batch, work)
    await workWave(batch, work, stretch)
    recorder.flush()
    job.progress(stretch.settled, run.total)
    left = left.filter(({ position }) => !stretch.ended.has(position))
    if (left.length === 0) break
    job.signal.throwIfAborted()
    if (unproven > 0) stretch.halted ??= canaryWords(stretch.failed - before.failed, stretch.unreached.slice(before.unreached), run)
    if (stretch.halted !== null) break
    if (pauseAsked()) return { state: 'paused', halted: `Paused after ${unproven > 0 ? 'the canary' : `wave ${wave}`}.` }
  }
  if (stretch.halted !== null) return { state: 'stopped', halted: stretch.halted }
  return { state: stretch.failed + stretch.unreached.length > 0 ? 'failed' : 'done', halted: null }
}
