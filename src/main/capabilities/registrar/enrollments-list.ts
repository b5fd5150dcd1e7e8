import { sql } from 'kysely'
import type { Enrollment } from '#contract/registrar.ts'
import { asText, hasProgramOfEnrollment, joinsOfEnrollment, ofList, type Places, personColumns, selected } from '../../lms/index.ts'
import { isSet, personalTextOf, textOf } from './cells.ts'
import { absentOf, folded, type ListPlan, presentSorts, type RawRow } from './list-plan.ts'
import { absentStatus } from './unknown-status.ts'

const toEnrollment = (row: RawRow): Enrollment => ({
  id: textOf(row['id']) ?? '',
  personId: textOf(row['personId']),
  personName: personalTextOf(row['personName']),
  personDeleted: isSet(row['personDeleted']),
  program: textOf(row['program']),
  status: textOf(row['status']),
  enrolledAt: textOf(row['enrolledAt']),
  completedAt: textOf(row['completedAt']),
  progressPercent: textOf(row['progressPercent']),
})

/** Who studies what, since when, and how far. */
export const enrollmentsList = (places: Places): ListPlan<Enrollment> => {
  const { engine } = places
  const { list, names } = selected({
    id: places.column('enrollments', 'id', 'e'),
    personId: places.column('enrollments', 'personId', 'e'),
    ...personColumns(places),
    program: hasProgramOfEnrollment(places) ? places.words('programs', 'name', 'p') : null,
    status: places.words('enrollments', 'status', 'e'),
    enrolledAt: places.column('enrollments', 'enrolledAt', 'e'),
    completedAt: places.column('enrollments', 'completedAt', 'e'),
    progressPercent: places.column('enrollments', 'progress', 'e'),
  })
  const id = places.key('enrollments', 'id', ofList('id'))
  return {
    engine,
    source: sql`select ${list} from ${places.table('enrollments', 'e')}${joinsOfEnrollment(places)}`,
    columns: names,
    id,
    sorts: presentSorts(names, {
      id,
      personId: places.key('enrollments', 'personId', ofList('personId')),
      personName: folded('personName'),
      program: folded('program'),
      status: folded('status'),
      enrolledAt: places.key('enrollments', 'enrolledAt', ofList('enrolledAt')),
      completedAt: places.key('enrollments', 'completedAt', ofList('completedAt')),
      progressPercent: places.key('enrollments', 'progress', ofList('progressPercent')),
    }),
    defaultSort: [{ column: names.includes('enrolledAt') ? 'enrolledAt' : 'id', direction: 'desc' }],
    searched: [
      ...['personName', 'personEmail'].filter((name) => names.includes(name)).map(ofList),
      asText(engine, ofList('id')),
      ...(names.includes('personId') ? [asText(engine, ofList('personId'))] : []),
    ],
    counted: { column: names.includes('status') ? 'status' : null, words: [] },
    status(word) {
      if (!names.includes('status')) throw absentStatus(word, 'the status of enrollments')
      return sql`lower(${ofList('status')}) = ${word.toLowerCase()}`
    },
    toRow: toEnrollment,
    absent: absentOf(names, {
      personName: 'personName',
      personDeleted: 'personDeleted',
      program: 'program',
      status: 'status',
      enrolledAt: 'enrolledAt',
      completedAt: 'completedAt',
      progressPercent: 'progressPercent',
    }),
  }
}
