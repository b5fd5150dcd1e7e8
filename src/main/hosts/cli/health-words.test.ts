import { describe, expect, it } from 'vitest'
import { foundWords } from './health-words.ts'

type Found = Parameters<typeof foundWords>[1]
const unasked: Found = { health: 'not-watched', ms: null, problem: null, behind: null, missing: [], unindexedForeignKeys: [] }
const asked: Found = { ...unasked, health: 'healthy', ms: 1.5, behind: 0 }

describe('what is told of a tenant', () => {
  it.each(['PENDING_APPROVAL', 'APPROVED', 'SUSPENDED', 'ARCHIVED', 'DELETED'] as const)(
    'never says that a database answers which nobody asked: %s',
    (status) => {
      expect(foundWords(status, unasked)).toContain('was not asked')
      expect(foundWords(status, unasked)).not.toContain('answers')
    },
  )

  it('says why it was not asked', () => {
    expect(foundWords('PENDING_APPROVAL', unasked)).toContain('waits for approval')
    expect(foundWords('ARCHIVED', unasked)).toContain('archived')
  })

  it('says what an answer lacks', () => {
    expect(foundWords('APPROVED', asked)).toBe('answers')
    expect(foundWords('APPROVED', { ...asked, health: 'not-watched' })).toContain('no LMS is recognised')
    expect(foundWords('APPROVED', { ...asked, health: 'degraded', behind: 2, missing: ['refunds'] })).toBe(
      'answers, and lacks refunds, is 2 behind its blueprint',
    )
    expect(foundWords('SUSPENDED', { ...asked, health: 'degraded', unindexedForeignKeys: ['a.b'] })).toContain('without an index')
  })

  it('says the problem where there is one', () => {
    const problem: Found['problem'] = {
      code: 'connection.refused',
      title: 'Nothing listens there.',
      detail: '',
      remedy: [],
      retryable: true,
    }
    expect(foundWords('APPROVED', { ...unasked, health: 'no-answer', problem })).toBe('Nothing listens there.')
  })
})
