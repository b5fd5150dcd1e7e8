import { describe, expect, it } from 'vitest'
import { readPgService } from './pg-service.ts'

const read = (text: string) => readPgService({ label: 'pg_service.conf', baseName: 'pg_service.conf', folder: '/home/ada', text })

describe('a pg_service.conf', () => {
  it('gives every service with its TLS', () => {
    const { connections, remarks } = read(
      '# campus\n[northfield]\nhost=db.example\nport=5433\ndbname=lms\nuser=reader\npassword=a b#c\nsslmode=verify-ca\nsslrootcert=ca.pem\nconnect_timeout=7\n\n[local]\nuser=ada\n',
    )
    expect(remarks).toEqual([])
    expect(connections).toMatchObject([
      {
        called: 'northfield',
        host: 'db.example',
        port: 5433,
        database: 'lms',
        user: 'reader',
        password: 'a b#c',
        tls: { mode: 'verify-ca', ca: '/home/ada/ca.pem' },
        connectTimeoutMs: 7000,
      },
      { called: 'local', host: 'localhost', port: 5432, database: 'ada', user: 'ada', password: null },
    ])
  })

  it('takes no mode that may end without encryption, no socket and no port that is none', () => {
    const { connections } = read('[a]\nhost=h\nuser=u\nsslmode=prefer\n[b]\nhost=/run/postgresql\nuser=u\n[c]\nhost=h\nuser=u\nport=none\n')
    expect(connections).toMatchObject([
      { tls: { mode: null }, problem: null },
      { problem: { code: 'connection.option-unsupported' } },
      { problem: { code: 'connection.url-invalid' } },
    ])
  })

  it('knows the system’s certificates and the first of several hosts', () => {
    const [found] = read('[a]\nhost=one,two\nport=1,2\nuser=u\nsslrootcert=system\n').connections
    expect(found).toMatchObject({ host: 'one', port: 1, tls: { mode: 'verify-full', ca: null } })
    expect(found?.assumptions.join()).toContain('2 hosts')
  })
})
