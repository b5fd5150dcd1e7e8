import { expect, test } from 'vitest'
import { nearNames } from './near-names.ts'

test('near names are those a few letters away, the nearest first', () => {
  const known = ['students', 'student_notes', 'staff', 'enrollments', 'Students_old']
  expect(nearNames('studnets', known)[0]).toBe('students')
  expect(nearNames('STUDENTS', known)[0]).toBe('students')
  expect(nearNames('enrolments', known)).toEqual(['enrollments'])
  expect(nearNames('zebra', known)).toEqual([])
  expect(nearNames('x', [])).toEqual([])
})
