import { addCompletion, addContentTracking } from './achievements.ts'
import { addAttendance } from './attendance.ts'
import type { CampusProgram } from './campus-programs.ts'
import type { Random } from './random.ts'
import type { StudyContext } from './study-context.ts'
import { addWithdrawal } from './withdrawal.ts'
import type { WithdrawalCase } from './withdrawal-cases.ts'

/** How a study stands, in days before today. */
interface Study {
  readonly program: CampusProgram
  readonly enrolled: number
  readonly status: 'active' | 'completed' | 'withdrawn'
  readonly completed: number | null
  readonly progress: number
  readonly withdrawal: WithdrawalCase | null
}

const studyOfCase = ({ random, programs }: StudyContext, withdrawal: WithdrawalCase): Study => {
  const program = random.of(programs)
  const share = Math.min(100, Math.max(0, withdrawal.progress ?? 20))
  const attended = Math.max(4, Math.round((program.weeks * 7 * share) / 100) + random.whole(0, 6))
  return {
    program,
    enrolled: withdrawal.requested + attended,
    status: withdrawal.enrollment ?? 'withdrawn',
    completed: null,
    progress: share,
    withdrawal,
  }
}

/** A withdrawal of long ago, settled: most remitted in time, some with nothing due, a few late. */
const settledWithdrawal = (random: Random, requested: number, progress: number): WithdrawalCase => {
  const processed = requested - random.whole(2, 9)
  if (progress >= 50) return { requested, progress, processed }
  const approved = processed - random.whole(2, 8)
  const remitted = approved - (random.chance(0.06) ? random.whole(34, 50) : random.whole(3, 24))
  return {
    requested,
    progress,
    processed,
    refunds: [{ approved, remitted, basis: random.chance(0.15) ? 'former-standard-9' : 'standard-12' }],
  }
}

const studyOfChance = ({ random, programs, plan }: StudyContext): Study => {
  const program = random.of(programs)
  const days = program.weeks * 7
  const enrolled = random.whole(1, Math.min(plan.foundedYearsAgo * 365 - 2, 1100))
  const share = enrolled / days
  if (enrolled > 130 && random.chance(0.09)) {
    const progress = random.whole(2, Math.min(88, Math.floor(share * 90) + 2))
    const requested = enrolled - Math.max(3, Math.round((days * progress) / 100))
    if (requested > 110) {
      const withdrawal = settledWithdrawal(random, requested, progress)
      return { program, enrolled, status: 'withdrawn', completed: null, progress, withdrawal }
    }
  }
  const late = random.whole(-10, 45)
  const completed = enrolled - days - late
  if (completed > 0 && random.chance(0.94)) return { program, enrolled, status: 'completed', completed, progress: 100, withdrawal: null }
  return {
    program,
    enrolled,
    status: 'active',
    completed: null,
    progress: Math.min(99, Math.round(share * random.whole(80, 104))),
    withdrawal: null,
  }
}

/** Adds one student with a study, its attendance and what came of it; with a case, the withdrawal is that one. */
export const addStudent = (context: StudyContext, withdrawalCase: WithdrawalCase | null): void => {
  const { rows, random, calendar, people } = context
  const study = withdrawalCase === null ? studyOfChance(context) : studyOfCase(context, withdrawalCase)
  const longGone = study.status === 'completed' && (study.completed ?? 0) > 500 && random.chance(0.03)
  const deleted =
    study.withdrawal?.personDeleted === true ? Math.max(0, study.withdrawal.requested - 3) : longGone ? random.whole(5, 200) : null
  const userId = people.add('student', study.enrolled + random.whole(1, 25), deleted)
  const enrollmentId = rows.add('enrollments', {
    user_id: userId,
    program_id: study.program.id,
    status: study.status,
    enrolled_at: calendar.day(-study.enrolled),
    completed_at: study.completed === null ? null : calendar.day(-study.completed),
    progress_pct: study.progress,
    created_at: calendar.moment(-study.enrolled, random.whole(8 * 60, 17 * 60)),
  })
  // Whoever withdraws stays away a few days before writing it down.
  const lastDay = study.withdrawal === null ? (study.completed ?? 0) : study.withdrawal.requested + random.whole(0, 4)
  if (study.progress > 0) addAttendance(context, userId, enrollmentId, study.enrolled, Math.min(lastDay, study.enrolled))
  if (study.completed !== null) addCompletion(context, userId, study.program, study.completed)
  if (study.withdrawal !== null) addWithdrawal(context, userId, enrollmentId, study.program.tuitionCents, study.withdrawal)
  addContentTracking(context, userId, study.program, study.enrolled)
}
