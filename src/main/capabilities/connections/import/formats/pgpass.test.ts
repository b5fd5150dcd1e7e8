import { describe, expect, it } from 'vitest'
import { unsaid } from '../found-connection.ts'
import { passwordFor, readPgpass } from './pgpass.ts'

const read = (text: string) => readPgpass({ label: '.pgpass', baseName: '.pgpass', folder: null, text })
const found = {
  ...unsaid,
  format: 'env',
  file: 'f',
  place: 'p',
  called: '',
  engine: 'postgres',
  host: 'h',
  port: 5432,
  database: 'd',
  user: 'u',
} as const

describe('a .pgpass file', () => {
  it('gives lines without * as connections, with escapes as libpq has them', () => {
    const { connections, remarks } = read(
      '# note\ndb.example:5432:lms:reader:p\\:a\\\\ss\n*:*:*:ada:wild\nh:5432:d:u:*\n\nbroken\nh:x:d:u:p\n',
    )
    expect(connections).toMatchObject([
      { host: 'db.example', port: 5432, database: 'lms', user: 'reader', password: 'p:a\\ss', place: 'line 2' },
      { host: 'h', database: 'd', user: 'u', password: '*' },
    ])
    expect(remarks).toEqual([
      'Lines 6, 7 could not be read and were left aside.',
      'One line has a *: it fills in passwords and is no connection.',
    ])
  })

  it('gives a connection the password of the first line that fits', () => {
    const { lines } = read('other:*:*:*:no\nh:5432:*:u:first\n*:*:*:*:last\n')
    expect(passwordFor(found, lines)).toBe('first')
    expect(passwordFor({ ...found, host: 'elsewhere' }, lines)).toBe('last')
    expect(passwordFor({ ...found, engine: 'mysql' }, lines)).toBeNull()
  })
})
