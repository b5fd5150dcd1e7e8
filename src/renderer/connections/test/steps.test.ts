import { describe, expect, it } from 'vitest'
import { noFields } from '../draft-url.ts'
import { withDraftFixes, withFix } from './draft-fix.ts'
import { actorOf, stepsOf } from './steps.ts'

describe('what to do about a failure', () => {
  it('puts what Provost can do first, and says each remedy once', () => {
    const steps = stepsOf({
      actor: 'you',
      remedy: ['Use one of the names in the certificate as the host.', 'Have a certificate made for this name.'],
      fixes: [{ kind: 'use-host', host: 'pg-east', title: 'Use pg-east as the host' }],
    })
    expect(steps.map(({ title, detail, actor, fix }) => [title, detail, actor, fix?.kind ?? null])).toEqual([
      ['Use pg-east as the host', 'Use one of the names in the certificate as the host.', 'you', 'use-host'],
      ['Have a certificate made for this name', null, 'dba', null],
    ])
  })
  it('says a remedy that is about several fixes beside the first of them', () => {
    const steps = stepsOf({
      actor: 'you',
      remedy: ['Check the name: it is case-sensitive.', 'List the databases of the server.'],
      fixes: ['lms', 'postgres'].map((database) => ({ kind: 'use-database', database, title: `Use the database ${database}` })),
    })
    expect(steps.map(({ title, detail }) => [title, detail])).toEqual([
      ['Use the database lms', 'Check the name: it is case-sensitive.'],
      ['Use the database postgres', null],
      ['List the databases of the server', null],
    ])
  })
  it('takes the word of the test for who can do the first remedy', () => {
    const [first, second] = stepsOf({ actor: 'network', remedy: ['Check the host and the port.', 'Check the VPN.'], fixes: [] })
    expect([first?.actor, second?.actor]).toEqual(['network', 'you'])
    expect(actorOf('Ask the database’s administrator (datallowconn).')).toBe('dba')
  })
})

describe('a fix of a draft', () => {
  const draft = { url: 'postgres://me@old:5432/lms?sslmode=disable&application_name=x', fields: noFields, tls: null }
  it('changes the one part of the URL it is about', () => {
    expect(withFix(draft, { kind: 'use-host', host: 'new.example', title: '' })?.url).toBe(
      'postgres://me@new.example:5432/lms?sslmode=disable&application_name=x',
    )
    expect(withFix({ ...draft, url: 'postgres://old/lms' }, { kind: 'use-port', port: 5433, title: '' })?.url).toBe(
      'postgres://old:5433/lms',
    )
    expect(withFix(draft, { kind: 'use-database', database: 'a b', title: '' })?.url).toBe(
      'postgres://me@old:5432/a%20b?sslmode=disable&application_name=x',
    )
  })
  it('lets the choice of TLS win over the words of the URL', () => {
    expect(withFix(draft, { kind: 'use-tls', mode: 'verify-full', title: '' })).toMatchObject({
      url: 'postgres://me@old:5432/lms?application_name=x',
      tls: 'verify-full',
    })
  })
  it('is none where only a kept connection can have it', () => {
    expect(withFix(draft, { kind: 'trust-certificate', sha256: 'a', title: '' })).toBeNull()
  })
  it('is offered where the remedy says to try TLS, once', () => {
    const failure = {
      code: 'connection.host-not-allowed',
      title: '',
      detail: '',
      remedy: ['Try with TLS on: another rule may allow that.'],
      retryable: false,
      stage: 'authenticate',
      driverCode: null,
      actor: 'dba',
      fixes: [],
    } as const
    const offered = withDraftFixes({ ...failure, remedy: [...failure.remedy], fixes: [] })
    expect(offered.fixes).toMatchObject([{ kind: 'use-tls', mode: 'verify-full' }])
    expect(withDraftFixes(offered)).toBe(offered)
  })
})
