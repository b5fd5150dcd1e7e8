import { expect, it } from 'vitest'
import type { ConnectionTest } from '#contract/connection-test.ts'
import { connectionDraft } from '#contract/connections.ts'
import { buildRecord } from '../build-record.ts'
import { reportOf } from './report.ts'

const draft = connectionDraft.parse({ name: 'lms', url: 'postgresql://al:s3cret@db.example/lms' })
const { connection } = buildRecord(draft, new Date('2026-11-20T12:00:00Z')).record

const test: ConnectionTest = {
  ok: false,
  connection: null,
  engine: 'postgres',
  flavour: null,
  version: null,
  stages: [{ stage: 'authenticate', status: 'failed', ms: 1.5, detail: 'A | B\nC' }],
  failure: {
    stage: 'authenticate',
    code: 'connection.auth-failed',
    driverCode: '28P01',
    title: 'The server refused the user "al" or its password.',
    detail: "password authentication failed for user \"al\"; Access denied for 'al'@'10.0.0.1'",
    remedy: ['Enter it all again.'],
    retryable: false,
    actor: 'you',
    fixes: [],
  },
  readOnly: null,
  schema: null,
  lastGood: null,
  startedAt: '2026-11-20T12:00:00.000Z',
  ms: 12,
}

it('names stages and codes, and neither the user nor the password', () => {
  const report = reportOf(test, connection)
  expect(report).toContain('`connection.auth-failed`, `28P01`')
  expect(report).toContain('the user "(user)" or its password')
  expect(report).toContain("'(user)'@'10.0.0.1'")
  expect(report).not.toMatch(/["']al["']|s3cret/)
  // Words that only hold the user's letters stay.
  expect(report).toContain('Enter it all again.')
})

it('keeps a stage’s evidence within its cell of the table', () => {
  expect(reportOf(test, connection)).toContain('| authenticate | failed | 1.5 | A \\| B C |')
})
