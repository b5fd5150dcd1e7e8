import { expect, it } from 'vitest'
import { progressWords } from './progress-words.ts'

it('shows a share as it was stored, with every digit', () => {
  expect(progressWords('41.20')).toEqual({ words: '41.20 %', odd: false })
  expect(progressWords('0')).toEqual({ words: '0 %', odd: false })
})

it('marks what is no share of a whole', () => {
  expect(progressWords('104')?.odd).toBe(true)
  expect(progressWords('-3')).toEqual({ words: '−3 %', odd: true })
  expect(progressWords('NaN')?.odd).toBe(true)
})

it('does not turn an unknown share into nought', () => expect(progressWords(null)).toBeNull())
