import { expect, it } from 'vitest'
import { attendanceWords } from './attendance-words.ts'

it.each([
  [0, '0 min'],
  [59, '59 min'],
  [60, '1 h'],
  [3980, '66 h 20 min'],
])('%i minutes are %s', (minutes, words) => expect(attendanceWords(minutes)).toBe(words))
