import { describe, expect, it } from 'vitest'
import { everyTenant, groupText, readTargets, targetsWords, writeTargets } from './targets-text.ts'

describe('targets in the address', () => {
  it('are every tenant where nothing is written, or nothing that can be read', () => {
    expect(readTargets(undefined)).toEqual(everyTenant)
    expect(readTargets('all')).toEqual(everyTenant)
    expect(readTargets('nonsense,tenant:')).toEqual(everyTenant)
  })

  it('come back as they were written', () => {
    const text = writeTargets([
      { kind: 'tenant', domain: 'a.example' as never },
      { kind: 'connection', connection: 'reports' as never, database: 'a,b/c' },
      { kind: 'connection', connection: 'lms' as never },
    ])
    expect(text).toBe('tenant:a.example,connection:reports/a%2Cb%2Fc,connection:lms')
    expect(readTargets(`${text},${groupText('pilot, first')}`)).toEqual({
      all: false,
      tenants: ['a.example'],
      groups: ['pilot, first'],
      connections: [{ connection: 'reports', database: 'a,b/c' }, { connection: 'lms' }],
    })
    expect(writeTargets([])).toBeUndefined()
  })

  it('are told in words', () => {
    expect(targetsWords(everyTenant)).toBe('every tenant')
    expect(targetsWords(readTargets('tenant:a.example'))).toBe('a.example')
    expect(targetsWords(readTargets('group:pilot'))).toBe('group pilot')
    expect(targetsWords(readTargets('tenant:a.example,tenant:b.example,connection:x'))).toBe('2 tenants and 1 connection')
  })
})
