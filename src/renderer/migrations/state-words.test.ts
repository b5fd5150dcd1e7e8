import { expect, it } from 'vitest'
import { runWords } from './state-words.ts'

it('says of a run that it ended with failures only where something failed', () => {
  const counts = { done: 1, failed: 0, skipped: 1, running: 0, pending: 0 }
  expect(runWords({ state: 'failed', counts }).word).toBe('Ended, some not reached')
  expect(runWords({ state: 'failed', counts: { ...counts, failed: 1 } }).word).toBe('Ended with failures')
  expect(runWords({ state: 'done', counts }).word).toBe('Done')
})
