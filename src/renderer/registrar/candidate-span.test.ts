import { expect, it } from 'vitest'
import { candidateSpans } from './candidate-span.ts'

const candidate = (daysLeft: number) => ({ anchor: 'in-writing', date: '2026-10-11', deadline: '2026-11-25', daysLeft }) as const

it('lays all candidates and today on one calendar', () => {
  expect(candidateSpans([candidate(5), candidate(15)])).toEqual([
    { from: 0, to: 81.81818181818183, today: 72.72727272727273 },
    { from: 18.181818181818183, to: 100, today: 72.72727272727273 },
  ])
})

it('keeps today on the calendar when every deadline is past', () => {
  const [span] = candidateSpans([candidate(-10)])
  expect(span?.today).toBe(100)
  expect(span?.to).toBeLessThan(100)
})
