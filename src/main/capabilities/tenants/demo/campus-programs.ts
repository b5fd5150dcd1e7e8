import type { Calendar } from './calendar.ts'
import type { CampusRows } from './campus-rows.ts'
import type { Random } from './random.ts'
import type { ProgramWords } from './words.ts'

/** A program as it was written: its id, what it is, and its lessons. */
export interface CampusProgram extends ProgramWords {
  readonly id: number
  readonly lessons: readonly number[]
}

const contentTypes = ['video', 'document', 'h5p', 'scorm'] as const
const lessonTitles = ['Introduction', 'Reading', 'Practice', 'Review', 'Knowledge check'] as const

/** Adds some of the programs with their modules and lessons. Each school has its own prices, in whole cents. */
export const addPrograms = (
  rows: CampusRows,
  random: Random,
  calendar: Calendar,
  words: readonly ProgramWords[],
  count: number,
  foundedDaysAgo: number,
): CampusProgram[] =>
  random
    .shuffled(words)
    .slice(0, count)
    .map((program) => {
      const createdAt = calendar.moment(-foundedDaysAgo, 9 * 60)
      const tuitionCents = Math.round((program.tuitionCents * random.whole(88, 112)) / 100)
      const id = rows.add('programs', {
        name: program.name,
        description: program.description,
        total_credits: program.credits,
        duration_weeks: program.weeks,
        tuition_amount_cents: tuitionCents,
        created_at: createdAt,
        updated_at: createdAt,
      })
      const lessons = program.modules.flatMap((name, index) => {
        const moduleId = rows.add('modules', { program_id: id, name, order_num: index + 1, created_at: createdAt })
        return lessonTitles.map((title, order) => {
          const contentType = random.of(contentTypes)
          return rows.add('lessons', {
            module_id: moduleId,
            title: `${name}: ${title}`,
            content_type: contentType,
            content_url: `https://content.example/${id}/${moduleId}/${order + 1}.${contentType}`,
            order_num: order + 1,
            created_at: createdAt,
          })
        })
      })
      return { ...program, tuitionCents, id, lessons }
    })
