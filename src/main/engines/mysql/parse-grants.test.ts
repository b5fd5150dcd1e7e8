import { describe, expect, it } from 'vitest'
import { appliesTo, parseGrants } from './parse-grants.ts'

const one = (line: string) => parseGrants([line]).grants[0]

describe('grants as SHOW GRANTS writes them', () => {
  it('are read without the password’s hash', () => {
    const line =
      "GRANT SELECT, INSERT ON *.* TO `lms`@`%` IDENTIFIED BY PASSWORD '*B69027D44F6E5EDC07F1AEAD1477967B16F28227' WITH GRANT OPTION"
    expect(one(line)).toEqual({
      revoked: false,
      privileges: [
        { name: 'SELECT', columns: [] },
        { name: 'INSERT', columns: [] },
      ],
      kind: 'table',
      database: null,
      object: null,
      grantOption: true,
      to: { name: 'lms', host: '%', everyone: false },
    })
    expect(JSON.stringify(parseGrants([line]))).not.toContain('B69027')
  })

  it('name columns, routines, roles and everyone', () => {
    expect(one('GRANT SELECT, UPDATE (`e, mail`, `id`) ON `lms`.`us``ers` TO `r`')).toMatchObject({
      privileges: [
        { name: 'SELECT', columns: [] },
        { name: 'UPDATE', columns: ['e, mail', 'id'] },
      ],
      database: 'lms',
      object: 'us`ers',
      to: { name: 'r', host: null },
    })
    expect(one('GRANT EXECUTE ON PROCEDURE `lms`.`p` TO `u`@`h`')).toMatchObject({ kind: 'procedure', object: 'p' })
    expect(one('GRANT INSERT ON `test`.* TO PUBLIC')).toMatchObject({ to: { everyone: true } })
    expect(
      parseGrants(['GRANT `writers` TO `u`@`h` WITH ADMIN OPTION', 'GRANT `a`@`%`,`b`@`%` TO `u`@`h`']).roles.map(({ name }) => name),
    ).toEqual(['writers', 'a', 'b'])
    expect(one("GRANT PROXY ON ''@'%' TO 'root'@'localhost' WITH GRANT OPTION")).toMatchObject({ kind: 'proxy' })
  })

  it('are not taken for read where their form is not known', () => {
    expect(parseGrants(['ALLOW EVERYTHING', 'SET DEFAULT ROLE `a` FOR `u`@`h`'])).toMatchObject({ grants: [], roles: [], unknown: 1 })
  })

  it.each([
    ['lms', 'lms', true],
    ['lms', 'LMS', true],
    ['lm%', 'lms', true],
    ['l_s', 'lms', true],
    ['lms\\_2', 'lms_2', true],
    ['lms\\_2', 'lmsx2', false],
    ['lms_2', 'lmsx2', true],
    ['lms', 'lms2', false],
    ['l.s', 'lms', false],
    ['a+b', 'a+b', true],
  ])('the pattern %j applies to %j: %s', (database, name, applies) => {
    expect(appliesTo({ database, object: null, kind: 'table' }, name)).toBe(applies)
  })

  it('on one table name their database as it is', () => {
    expect(appliesTo({ database: 'l%', object: 'users', kind: 'table' }, 'lms')).toBe(false)
  })
})
