import { describe, expect, it, vi } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import type { Run, RunTarget } from '#contract/migrations.ts'
import type { Recorder } from './recorder.ts'
import type { TargetChange } from './run-table.ts'
import { type WaveWork, workWaves } from './work-waves.ts'

const limits = { canary: 0, wave: null, concurrency: 1, maxFailures: null, lockTimeoutMs: 1, statementTimeoutMs: 1 }

/** A run over targets, by what is done with each of them; only what the waves look at is there. */
const work = (perform: (label: string) => Promise<readonly string[]>, signal = new AbortController().signal) => {
  const changes: (TargetChange & { readonly position: number })[] = []
  const targets = ['north', 'south'].map((target, position) => ({
    target,
    connection: target,
    position,
    wave: 1,
    status: 'pending',
    applied: [],
    attempts: 0,
  }))
  const given = {
    run: { id: 'r', total: targets.length, limits } as unknown as Run,
    targets: targets as unknown as RunTarget[],
    operation: { perform: async ({ target }: { target: string }) => ({ applied: await perform(target) }) },
    recorder: {
      change: (position: number, change: TargetChange) => changes.push({ position, ...change }),
      log: vi.fn(),
      flush: vi.fn(),
    } as unknown as Recorder,
    job: { signal, progress: vi.fn() },
    clock: () => new Date(0),
    pauseAsked: () => false,
    onFault: vi.fn(),
  } as unknown as WaveWork
  return { changes, ended: workWaves(given) }
}

const cancelled = new ProvostError('call.cancelled', 'The helper process was closed.')

describe('a target whose work says that it was cancelled', () => {
  it('has failed where nobody cancelled the run, and is not begun again', async () => {
    const begun: string[] = []
    const { changes, ended } = work(async (label) => {
      begun.push(label)
      if (begun.length > 5) throw new Error('It is begun again and again')
      if (label === 'north') throw cancelled
      return ['0001']
    })
    expect(await ended).toEqual({ state: 'failed', halted: null })
    expect(begun).toEqual(['north', 'south'])
    expect(changes.filter(({ status }) => status !== 'running')).toMatchObject([
      { position: 0, status: 'failed', error: { code: 'call.cancelled' } },
      { position: 1, status: 'done', applied: ['0001'] },
    ])
  })

  it('is left as it was where the run was cancelled', async () => {
    const stop = new AbortController()
    const { changes, ended } = work(async () => {
      stop.abort(cancelled)
      throw cancelled
    }, stop.signal)
    await expect(ended).rejects.toBe(cancelled)
    expect(changes.at(-1)).toMatchObject({ position: 0, status: 'pending' })
  })
})
