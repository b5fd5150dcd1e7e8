import { describe, expect, it } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import { parseAddress } from './address.ts'

const codeOf = (text: string): string => {
  try {
    parseAddress(text)
  } catch (error) {
    if (error instanceof ProvostError) return error.code
    throw error
  }
  return 'accepted'
}

describe('an address', () => {
  it('is read from a PostgreSQL URL with an encoded password', () => {
    expect(parseAddress('postgresql://aada:p%40ss%2Fword@db.example:5433/aada_lms')).toMatchObject({
      engine: 'postgres',
      host: 'db.example',
      port: 5433,
      user: 'aada',
      password: 'p@ss/word',
      database: 'aada_lms',
    })
  })

  it('takes the default port of its engine, and keeps port 80 when it is written', () => {
    expect(parseAddress('postgres://u@h/d').port).toBe(5432)
    expect(parseAddress('mariadb://u@h/d').port).toBe(3306)
    expect(parseAddress('mysql://u@h:80/d').port).toBe(80)
  })

  it("knows SQLAlchemy's driver suffix and an IPv6 host", () => {
    expect(parseAddress('mysql+pymysql://root@[::1]:3306/learn')).toMatchObject({ engine: 'mysql', host: '::1', database: 'learn' })
  })

  it('reads TLS and the time-out from parameters, and names those it does not use', () => {
    const parsed = parseAddress('postgres://u@h/d?sslmode=verify-ca&sslrootcert=/ca.pem&connect_timeout=5&fancy=1')
    expect(parsed).toMatchObject({ tlsMode: 'verify-ca', tlsFiles: { ca: '/ca.pem' }, connectTimeoutMs: 5000 })
    expect(parsed.warnings).toEqual(['The parameter "fancy" is not used.'])
  })

  it('does not accept a mode that may end without encryption unseen', () => {
    const parsed = parseAddress('postgres://u@h/d?sslmode=prefer')
    expect(parsed.tlsMode).toBeNull()
    expect(parsed.warnings[0]).toContain('without encryption')
  })

  it.each([
    ['sqlite:////var/lib/a.db', '/var/lib/a.db'],
    ['sqlite:///var/lib/a.db', '/var/lib/a.db'],
    ['file:/var/lib/a%20b.db', '/var/lib/a b.db'],
    ['file:///var/lib/a.db', '/var/lib/a.db'],
    ['file://localhost/var/lib/a.db', '/var/lib/a.db'],
    ['/var/lib/a.db', '/var/lib/a.db'],
    ['./a.db', '/work-dir/a.db'],
    ['sqlite:a.db', '/work-dir/a.db'],
    ['sqlite:///./a.db', '/work-dir/a.db'],
    ['sqlite:///../a.db', '/a.db'],
    ['sqlite+aiosqlite:///./data/a.db', '/work-dir/data/a.db'],
  ])('finds the SQLite file of %s', (text, path) => {
    expect(parseAddress(text, '/work-dir')).toMatchObject({ engine: 'sqlite', database: path })
  })

  it.each([
    ['', 'connection.url-invalid'],
    ['oracle://u@h/d', 'connection.engine-unknown'],
    ['mongodb+srv://u@h/d', 'connection.engine-unknown'],
    ['localhost:5432/db', 'connection.url-invalid'],
    ['postgres:/u@h/d', 'connection.url-invalid'],
    ['postgres://h/d', 'connection.url-invalid'],
    ['postgres://u@h:99999/d', 'connection.url-invalid'],
    ['postgres://u:a#b@h/d', 'connection.url-invalid'],
    ['postgres://u:%zz@h/d', 'connection.url-invalid'],
    ['postgres://u@h/a/b', 'connection.url-invalid'],
    ['postgres://u@h/d?sslmode=maybe', 'connection.url-invalid'],
    ['sqlite::memory:', 'connection.url-invalid'],
    ['sqlite://', 'connection.url-invalid'],
    ['file://elsewhere/a.db', 'connection.url-invalid'],
    ['nonsense', 'connection.url-invalid'],
  ])('refuses %s with %s', (text, code) => {
    expect(codeOf(text)).toBe(code)
  })

  it.each(['postgres://u@h:99999/d', 'postgres://u@h:abc/d', 'postgres://u:secret@h:0', 'mysql://u@[::1]:x/d'])(
    'says of %s that the port is wrong, without repeating it',
    (text) => {
      expect(() => parseAddress(text)).toThrow('The port in the address is no number from 1 to 65535.')
    },
  )

  it('never repeats what it was given in the error, which may hold a password', () => {
    try {
      parseAddress('postgres://u:planted-secret#@h/d')
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('planted-secret')
    }
  })
})
