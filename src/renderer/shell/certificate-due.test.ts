import { expect, test } from 'vitest'
import type { ConnectionHealth } from '#contract/connections.ts'
import { certificateDue } from './certificate-due.ts'

const now = Date.parse('2026-11-20T12:00:00.000Z')
const due = (certificateExpiresAt: string | null) =>
  certificateDue({ connection: 'school' as ConnectionHealth['connection'], certificateExpiresAt }, now)

test('a certificate is told of from thirty days before its end, louder in the last five', () => {
  expect(due(null)).toBeNull()
  expect(due('2026-12-20T12:00:00.000Z')).toBeNull()
  expect(due('2026-12-20T11:00:00.000Z')).toMatchObject({ glyph: 'warn', word: 'cert 29 d' })
  expect(due('2026-11-21T13:00:00.000Z')).toMatchObject({
    tone: 'fail',
    sentence: 'The certificate of school ends in 1 day, on 2026-11-21.',
  })
  expect(due('2026-11-19T13:00:00.000Z')).toMatchObject({ word: 'cert ended', tone: 'fail' })
})
