import { describe, expect, it } from 'vitest'
import type { RunTarget } from '#contract/migrations.ts'
import { bandFacts, leftWords, outcomeWords, rateWords, runActs, runBands } from './run-facts.ts'

const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 14, 0, second)).toISOString()

const target = (position: number, wave: number, change: Partial<RunTarget> = {}): RunTarget => ({
  target: `t${position}.example`,
  reference: { kind: 'tenant', domain: `t${position}.example` as never },
  name: `T${position}`,
  server: position % 3 === 0 ? 'pg-1.example:5432' : 'pg-2.example:5432',
  engine: 'postgres',
  position,
  wave,
  status: 'pending',
  applied: [],
  attempts: 0,
  ms: null,
  startedAt: null,
  finishedAt: null,
  error: null,
  skipped: null,
  ...change,
})

describe('the bands of a run', () => {
  const targets = [target(2, 1), target(0, 0), target(3, 10), target(1, 1), target(4, 2)]

  it('are waves in the order of work', () => {
    expect(runBands(targets, 'wave').map(({ title, targets: all }) => [title, all.map(({ position }) => position)])).toEqual([
      ['Canary', [0]],
      ['Wave 1', [1, 2]],
      ['Wave 2', [4]],
      ['Wave 10', [3]],
    ])
  })

  it('are servers by their short names, the largest first', () => {
    expect(runBands(targets, 'server').map(({ title, targets: all }) => [title, all.length])).toEqual([
      ['pg-2', 3],
      ['pg-1', 2],
    ])
  })
})

describe('how a wave stands', () => {
  const done = { status: 'done', startedAt: at(0), finishedAt: at(3) } as const
  const now = Date.parse(at(10))

  it('waits, runs, is done, or has failures', () => {
    expect(bandFacts([target(0, 1), target(1, 1)], now)).toMatchObject({ state: 'waiting', ms: null })
    expect(bandFacts([target(0, 1, done), target(1, 1)], now)).toMatchObject({
      state: 'running',
      done: 1,
      settled: 1,
      over: false,
      ms: 10_000,
    })
    expect(bandFacts([target(0, 1, done), target(1, 1, { status: 'skipped' })], now)).toMatchObject({ state: 'done', settled: 2, ms: 3000 })
    expect(bandFacts([target(0, 1, done), target(1, 1, { ...done, status: 'failed' })], now)).toMatchObject({
      state: 'failing',
      failed: 1,
      over: true,
    })
  })

  it('still waits where all that happened is that some are passed over', () => {
    expect(bandFacts([target(0, 1, { status: 'skipped' }), target(1, 1)], now).state).toBe('waiting')
  })
})

it('says what may be done with a run, and why the rest may not', () => {
  const counts = { done: 1, failed: 0, skipped: 0, running: 0, pending: 0 }
  expect(runActs({ state: 'done', counts, pauseAsked: false })).toEqual({
    pause: 'It is not being worked on.',
    stop: 'It is not being worked on.',
    resume: 'Nothing is left to do.',
  })
  expect(runActs({ state: 'running', counts, pauseAsked: true })).toMatchObject({ pause: 'It pauses after this wave.', stop: null })
  expect(runActs({ state: 'failed', counts: { ...counts, skipped: 1 }, pauseAsked: false }).resume).toBeNull()
  expect(runActs({ state: 'interrupted', counts, pauseAsked: false }).resume).toBeNull()
  expect(runActs({ state: 'stopped', counts: { ...counts, pending: 3 }, pauseAsked: false }).resume).toBeNull()
})

it('tells time left and rates without jumping about', () => {
  expect(leftWords(0.2)).toBe('1 s left')
  expect(leftWords(184)).toBe('3 min left')
  expect(leftWords(194)).toBe('3 min 10 s left')
  expect(leftWords(7500)).toBe('2 h 5 min left')
  expect([640.4, 2.11, 0.044].map(rateWords)).toEqual(['640', '2.1', '0.04'])
})

it('tells what came of a target in one line', () => {
  expect(outcomeWords(target(0, 1, { status: 'done', applied: ['0043', '0044'] }))).toBe('0043, 0044')
  expect(outcomeWords(target(0, 1, { status: 'done' }))).toBe('was current')
  expect(outcomeWords(target(0, 1, { status: 'skipped', skipped: 'suspended' }))).toBe('suspended')
})
