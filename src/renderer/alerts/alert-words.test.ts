import { expect, test } from 'vitest'
import type { Alert } from '#contract/alerts.ts'
import { arrivalWords, connectionOf, gravestOf, standing } from './alert-words.ts'

const alert = (id: number, kind: Alert['kind'], subject = 'connection:school'): Alert => ({
  id,
  kind,
  subject,
  at: '2026-11-20T14:00:00.000Z',
  title: `${subject} ${kind}.`,
  detail: '',
  code: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
})

test('one that arrives says itself, several are counted by kind', () => {
  expect(arrivalWords([alert(1, 'failure')])).toBe('connection:school failure')
  expect(arrivalWords([alert(1, 'failure'), alert(2, 'failure', 'connection:b'), alert(3, 'recovery')])).toBe('2 failed, 1 recovered')
  expect(gravestOf([alert(1, 'recovery'), alert(2, 'warning')])).toBe('warning')
})

test('a failure stands until its end was told', () => {
  const all = [alert(3, 'recovery'), alert(2, 'failure'), alert(4, 'failure', 'connection:b'), alert(5, 'warning', 'connection:c')]
  expect(standing(all).map(({ subject }) => subject)).toEqual(['connection:b'])
  expect(connectionOf(alert(1, 'failure'))).toBe('school')
  expect(connectionOf(alert(1, 'failure', 'tenant:a'))).toBeNull()
})
