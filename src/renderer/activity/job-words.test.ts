import { expect, it } from 'vitest'
import type { Job } from '#contract/jobs.ts'
import { jobLine, jobProgress, jobShare } from './job-words.ts'

const job = (more: Partial<Job>): Job => ({
  // The id is branded by the contract's schema; its text plays no part here.
  id: 'abcdefgh' as Job['id'],
  kind: 'export',
  title: 'Export refunds',
  state: 'running',
  done: 0,
  total: 1000,
  unit: 'rows',
  operator: 'me',
  owner: 'here:1',
  createdAt: '2026-11-20T14:00:00.000Z',
  startedAt: '2026-11-20T14:00:00.000Z',
  heartbeatAt: null,
  finishedAt: null,
  outcome: null,
  problem: null,
  file: null,
  ...more,
})

it('says how far, how fast and how long', () => {
  const now = Date.parse('2026-11-20T14:00:10.000Z')
  expect(jobProgress(job({ done: 250 }), now)).toBe('250 of 1,000 rows, 25 a second, 30 s left')
  expect(jobShare(job({ done: 250 }))).toBe('25 %')
})

it('guesses neither share nor end where the total is not known', () => {
  const now = Date.parse('2026-11-20T14:00:10.000Z')
  expect(jobProgress(job({ done: 50, total: null }), now)).toBe('50 rows, 5.0 a second')
  expect(jobShare(job({ total: null }))).toBeNull()
})

it('says what came of it once it ended', () => {
  expect(jobLine(job({ state: 'done', outcome: '1,000 rows in refunds.csv.' }), 0)).toBe('1,000 rows in refunds.csv.')
  expect(jobLine(job({ state: 'interrupted' }), 0)).toBe('The console that ran it ended. Start it again.')
})
