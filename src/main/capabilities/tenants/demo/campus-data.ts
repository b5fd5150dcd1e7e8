import type { Calendar } from './calendar.ts'
import { CampusPeople } from './campus-people.ts'
import type { CampusPlan } from './campus-plan.ts'
import { addPrograms } from './campus-programs.ts'
import { CampusRows } from './campus-rows.ts'
import { Random, seedOf } from './random.ts'
import { addStudent } from './student.ts'
import type { StudyContext } from './study-context.ts'
import { contradictoryCases, stateCases, type WithdrawalCase } from './withdrawal-cases.ts'
import type { DemoWords } from './words.ts'

export interface CampusData {
  readonly rows: CampusRows
  readonly people: number
  readonly students: number
  readonly openWithdrawals: number
}

const casesOf = (plan: CampusPlan, random: Random): readonly WithdrawalCase[] => {
  if (plan.cases === 'all') return [...stateCases, ...contradictoryCases]
  if (plan.cases === 'most') return [...stateCases, ...random.shuffled(contradictoryCases).slice(0, 5)]
  return [...random.shuffled(stateCases).slice(0, 5), ...(random.chance(0.25) ? random.shuffled(contradictoryCases).slice(0, 1) : [])]
}

/** Whether money may still be owed, as the registrar counts it: a case of several refunds is open until the last has left. */
const isOpen = ({ progress, processed, refunds = [] }: WithdrawalCase): boolean =>
  refunds.length > 0 ? refunds.some(({ remitted }) => remitted === undefined) : processed === undefined || (progress ?? 0) < 50

/** Everything a campus holds, the same for the same plan and day. */
export const campusData = (plan: CampusPlan, words: DemoWords, calendar: Calendar): CampusData => {
  const random = new Random(seedOf(plan.domain))
  const rows = new CampusRows()
  const people = new CampusPeople(rows, random, calendar, words, plan.domain)
  const foundedDaysAgo = plan.foundedYearsAgo * 365
  const programs = addPrograms(rows, random, calendar, words.programs, plan.students > 300 ? 5 : 3, foundedDaysAgo)
  const admins = Array.from({ length: plan.students > 300 ? 4 : 2 }, () => people.add('admin', foundedDaysAgo - 1))
  const instructors = Array.from({ length: Math.max(2, Math.round(plan.students / 60)) }, () =>
    people.add('instructor', random.whole(1, foundedDaysAgo - 1)),
  )
  const context: StudyContext = { rows, random, calendar, words, people, programs, admins, plan }
  // The cases stand among the other students, not at the end of every list.
  const cases = casesOf(plan, random)
  const order = random.shuffled(Array.from({ length: Math.max(plan.students, cases.length) }, (_, index) => cases[index] ?? null))
  for (const student of order) addStudent(context, student)
  return {
    rows,
    people: order.length + admins.length + instructors.length,
    students: order.length,
    openWithdrawals: cases.filter(isOpen).length,
  }
}
