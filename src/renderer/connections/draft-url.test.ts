import { describe, expect, it } from 'vitest'
import { faultOf, noFields, suggestedName, urlOf, withoutPassword } from './draft-url.ts'
import { healthShort } from './health-words.ts'

describe('a connection from its fields', () => {
  it('becomes an address with what needs escaping escaped', () => {
    expect(urlOf({ ...noFields, host: 'db.example', port: '5433', user: 'an@me', database: 'my db' })).toBe(
      'postgres://an%40me@db.example:5433/my%20db',
    )
    expect(urlOf({ ...noFields, host: '::1', database: 'x' })).toBe('postgres://[::1]/x')
    expect(urlOf({ ...noFields, engine: 'sqlite', path: ' /srv/a.sqlite ' })).toBe('/srv/a.sqlite')
  })
  it('says what it still lacks', () => {
    expect(faultOf(noFields)).toBe('The host is missing.')
    expect(faultOf({ ...noFields, host: 'h', port: '54x2', database: 'd' })).toBe('A port is a number from 1 to 65535.')
    expect(faultOf({ ...noFields, host: 'h', database: 'd' })).toBeNull()
  })
})

it('takes the password out of a URL and nothing else', () => {
  expect(withoutPassword('postgres://me:s3cr:et@db:5432/x?sslmode=require')).toBe('postgres://me@db:5432/x?sslmode=require')
  expect(withoutPassword('postgres://me@db:5432/x')).toBe('postgres://me@db:5432/x')
  expect(withoutPassword('/srv/a:b@c.sqlite')).toBe('/srv/a:b@c.sqlite')
})

it('suggests a name from the database or file', () => {
  expect([suggestedName('postgres://db/brightwater_stage?x=1'), suggestedName('/srv/demo/campus.sqlite'), suggestedName('')]).toEqual([
    'brightwater_stage',
    'campus',
    '',
  ])
})

it('says in a word how a connection is', () => {
  const failed = { connection: 'a', state: 'failed', ms: null, checkedAt: null, server: null } as const
  const problem = { code: 'connection.tls-expired', title: 'The certificate has expired.', detail: '', remedy: [], retryable: false }
  // A name is branded by the contract's schema; here any text will do.
  const health = { ...failed, connection: failed.connection as never, problem }
  expect([healthShort(undefined), healthShort(health)]).toEqual(['not tested', 'TLS'])
})
