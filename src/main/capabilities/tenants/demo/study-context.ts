import type { Calendar } from './calendar.ts'
import type { CampusPeople } from './campus-people.ts'
import type { CampusPlan } from './campus-plan.ts'
import type { CampusProgram } from './campus-programs.ts'
import type { CampusRows } from './campus-rows.ts'
import type { Random } from './random.ts'
import type { DemoWords } from './words.ts'

/** What it takes to add somebody to a campus. */
export interface StudyContext {
  readonly rows: CampusRows
  readonly random: Random
  readonly calendar: Calendar
  readonly words: DemoWords
  readonly people: CampusPeople
  readonly programs: readonly CampusProgram[]
  readonly admins: readonly number[]
  readonly plan: CampusPlan
}
