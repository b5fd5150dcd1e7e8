import { describe, expect, it } from 'vitest'
import type { Withdrawal } from '#contract/registrar.ts'
import { stateNote } from './state-notes.ts'

const today = new Date(2026, 10, 20)
const withdrawal: Withdrawal = {
  id: '1',
  personId: '2',
  personName: 'Ines Okafor-Lindqvist',
  personDeleted: false,
  program: 'Dental Assisting',
  enrollmentId: '3',
  enrollmentStatus: 'withdrawn',
  requestedAt: '2026-10-11',
  lastAttendedAt: null,
  progressPercent: '30',
  reason: null,
  notes: null,
  processedAt: null,
  state: 'requested',
  inconsistencies: [],
  refundCents: null,
  refundApprovedAt: null,
  refundRemittedAt: null,
  deadline: null,
  candidates: [],
  remittedLateDays: null,
}

describe('the line under a state', () => {
  it('names the first contradiction and how many more there are', () => {
    expect(stateNote({ ...withdrawal, state: 'inconsistent', inconsistencies: ['Progress missing'] }, today)).toEqual({
      words: 'Progress missing',
      tone: 'odd',
    })
    expect(stateNote({ ...withdrawal, inconsistencies: ['Progress missing', 'a', 'b'] }, today).words).toBe('Progress missing, 2 more')
  })
  it('says what a case waits for', () => {
    expect(stateNote({ ...withdrawal, state: 'refund-drafted' }, today).words).toBe('Waits for approval')
    expect(stateNote({ ...withdrawal, state: 'approved' }, today).words).toBe('Not remitted yet')
  })
  it('else shows the first line of the note, or of the reason', () => {
    expect(stateNote({ ...withdrawal, notes: 'Hours were asked for.\nSecond line', reason: 'moved' }, today).words).toBe(
      'Hours were asked for.',
    )
    expect(stateNote({ ...withdrawal, notes: '  ', reason: 'moved' }, today).words).toBe('moved')
    expect(stateNote(withdrawal, today).words).toBe('No note')
  })
})
