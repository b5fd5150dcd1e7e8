import { expect, it } from 'vitest'
import { byWhom } from './by-whom.ts'

it.each([
  [null, 'by nobody named'],
  [' ', 'by nobody named'],
  ['2', 'by account 2'],
  ['0195d7c2-1638-4cde-9f00-000000000007', 'by account 0195d7c2'],
  ['Marguerite Osei', 'by Marguerite Osei'],
])('%s reads %s', (stored, words) => expect(byWhom(stored)).toBe(words))
