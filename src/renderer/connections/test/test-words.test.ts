import { describe, expect, it } from 'vitest'
import { type ConnectionTest, type StageResult, type TestFailure, testStages } from '#contract/connection-test.ts'
import { commonName, daysLeft, nameCovers, shortFingerprint, validityWords } from './certificate-words.ts'
import { explained, shortFailure } from './failure-words.ts'
import { evidenceOf, stageLines, stageOrder, stagesOf } from './stage-lines.ts'
import { begun, endedBy, withEvent } from './test-run.ts'
import { verdictOf } from './verdict-words.ts'

const stage = (name: StageResult['stage'], ms: number, status: StageResult['status'] = 'ok'): StageResult => ({
  stage: name,
  status,
  ms,
  detail: 'Seen.',
})
const failure: TestFailure = {
  code: 'connection.tls-hostname-mismatch',
  title: 'The certificate does not name this server.',
  detail: '',
  remedy: [],
  retryable: false,
  stage: 'tls',
  driverCode: null,
  actor: 'you',
  fixes: [],
}
const whole = (more: Partial<ConnectionTest>): ConnectionTest => ({
  ok: true,
  connection: null,
  engine: 'postgres',
  flavour: null,
  version: null,
  stages: [],
  failure: null,
  readOnly: null,
  schema: null,
  lastGood: null,
  startedAt: '2026-11-20T14:31:52.000Z',
  ms: 90,
  ...more,
})
const done = (test: ConnectionTest) => withEvent(begun(0), { kind: 'done', test, report: '' })

describe('the stages on the screen', () => {
  it('stand in the order of the contract', () => expect(stageOrder).toEqual(testStages))
  it('are those that the connection has', () => {
    expect(stagesOf('postgres', false)).toHaveLength(9)
    expect(stagesOf('postgres', true)).toHaveLength(10)
    expect(stagesOf('sqlite', false)[0]).toBe('authenticate')
  })
  it('run one after the other, each beginning where the one before ended', () => {
    const run = [stage('resolve', 25), stage('tcp', 75)].reduce((now, result) => withEvent(now, { kind: 'stage', result }), begun(0))
    const lines = stageLines(run, 'postgres', false)
    expect(lines.slice(0, 4).map(({ status, start, share }) => [status, start, share])).toEqual([
      ['ok', 0, 0.25],
      ['ok', 0.25, 0.75],
      ['running', 1, 0],
      ['waiting', 1, 0],
    ])
    const cancelled = endedBy(run, { ...failure, code: 'call.cancelled' })
    expect(stageLines(cancelled, 'postgres', false)[2]?.status).toBe('not-reached')
  })
  it('leave what the certificate section says to it', () => {
    const detail =
      'TLSv1.3, AES. The certificate is trusted and names this host. Subject CN=a, O=b. Inc, valid to 2027-02-18. It expires in 5 days.'
    const certificate = {
      subject: '',
      issuer: '',
      names: [],
      validFrom: '',
      validTo: '',
      sha256: '',
      protocol: '',
      cipher: '',
      trusted: true,
    }
    expect(evidenceOf({ ...stage('tls', 1), detail, certificate })).toBe(
      'TLSv1.3, AES. The certificate is trusted and names this host. It expires in 5 days.',
    )
    expect(evidenceOf({ ...stage('read-only', 1), detail: 'Level 2: The login holds no right to write. And why.' })).toBe(
      'Level 2: The login holds no right to write.',
    )
  })
})

describe('the verdict', () => {
  it('says where it stopped, after how long, and that no password was sent where that is sure', () => {
    const stages = [stage('resolve', 3.1), stage('tcp', 12.4), stage('tls', 70.2, 'failed')]
    expect(verdictOf(done(whole({ ok: false, stages, failure })), 'postgres', false, null)).toMatchObject({
      title: 'The certificate does not name this server',
      second: 'Stopped at TLS, stage 3 of 9, after 86 ms. No password was sent.',
    })
    const later = whole({ ok: false, stages, failure: { ...failure, stage: 'authenticate', code: 'connection.auth-failed' } })
    expect(verdictOf(done(later), 'postgres', false, null).second).not.toContain('password')
  })
  it('does not call a remark health, and a cancelled test no failure', () => {
    const stages = [stage('resolve', 1), stage('schema', 1, 'warning')]
    expect(verdictOf(done(whole({ stages })), 'postgres', false, 4)).toMatchObject({ glyph: 'warn', ground: 'warn' })
    const all = stageOrder.map((name) => stage(name, 1))
    expect(verdictOf(done(whole({ stages: all })), 'sqlite', false, 4).second).toBe('All 6 stages passed in 90 ms. A first row took 4 ms.')
    const unencrypted = all.map((one) => (one.stage === 'tls' ? { ...one, status: 'skipped' as const } : one))
    expect(verdictOf(done(whole({ stages: unencrypted })), 'postgres', false, null).second).toBe(
      '8 of 9 stages passed in 90 ms. Nothing was written.',
    )
    expect(verdictOf(endedBy(begun(0), { ...failure, code: 'call.cancelled' }), 'sqlite', false, null).ground).toBe('plain')
  })
})

describe('a certificate in words', () => {
  it('tells what was asked for and what was proven', () => {
    const facts = {
      subject: '',
      issuer: '',
      names: ['pg-east'],
      validFrom: '',
      validTo: '',
      sha256: '',
      protocol: '',
      cipher: '',
      trusted: true,
    }
    expect(explained(failure, facts, 'db')).toBe(
      'You asked for `db`. The server proved to be `pg-east`. The certificate itself is valid and trusted.',
    )
    expect(explained({ code: 'connection.tls-untrusted' }, facts, 'db')).toContain('does not name `db` either')
    expect(explained({ code: 'connection.refused' }, facts, 'db')).toBeNull()
    expect([shortFailure(failure), shortFailure({ code: 'connection.busy', title: 'It is busy.' })]).toEqual([
      'Certificate is for other names',
      'It is busy',
    ])
  })
  it('counts the days that are left', () => {
    const now = Date.parse('2026-11-20T12:00:00Z')
    const until = (validTo: string) => validityWords({ validFrom: '2026-01-01T00:00:00Z', validTo }, now)
    expect(daysLeft({ validTo: '2026-11-21T12:00:00Z' }, now)).toBe(1)
    expect([until('2026-11-21T12:00:00Z'), until('2026-11-18T00:00:00Z'), until('2027-11-20T12:00:00Z')]).toEqual([
      { words: '1 day left', tone: 'fail' },
      { words: 'ended 3 d ago', tone: 'fail' },
      { words: '365 days left', tone: 'faint' },
    ])
  })
  it('knows for which host a name stands: a star is one label', () => {
    expect(nameCovers('*.east.example', 'db.east.example')).toBe(true)
    expect([
      nameCovers('*.east.example', 'a.db.east.example'),
      nameCovers('*.east.example', 'east.example'),
      nameCovers('db', 'DB.'),
    ]).toEqual([false, false, true])
  })
  it('shortens what is long', () => {
    expect(shortFingerprint('9c:41:7e:02:00:00:00:00:d8:1b')).toBe('9C:41:7E:02 … D8:1B')
    expect([commonName('O=Fenmark, CN=Internal CA 3'), commonName('nobody')]).toEqual(['Internal CA 3', 'nobody'])
  })
})
