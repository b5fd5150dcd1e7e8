import { expect, it } from 'vitest'
import { missingSentence } from './missing-words.ts'

it('names what a schema lacks in words', () => {
  expect(missingSentence([])).toBeNull()
  expect(missingSentence(['withdrawals.admin_notes'])?.short).toBe('The schema has no admin notes of withdrawals')
  expect(missingSentence(['refunds.approved_by', 'scorm_data'])).toEqual({
    short: 'The schema lacks 2 of the known parts',
    all: 'approved by of refunds, scorm data',
  })
})
