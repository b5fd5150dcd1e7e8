import type { StudyContext } from './study-context.ts'

const most = 16

/** Clock times of one study: a sample, evenly over the days from enrolling to the last one attended. Today's last one is still open. */
export const addAttendance = (context: StudyContext, userId: number, enrollmentId: number, enrolled: number, lastDay: number): void => {
  const { rows, random, calendar, words } = context
  const span = enrolled - lastDay
  const count = Math.min(most, Math.max(1, Math.floor(span / 3)))
  for (let index = count - 1; index >= 0; index--) {
    let daysAgo = lastDay + Math.floor((span * index) / count)
    const weekday = calendar.weekday(-daysAgo)
    // School is closed at the weekend; the Friday before is not before enrolling.
    if (weekday === 0 || weekday === 6) daysAgo = Math.min(enrolled, daysAgo + (weekday === 6 ? 1 : 2))
    const start = random.of([8 * 60, 8 * 60 + 30, 13 * 60, 17 * 60 + 30]) + random.whole(-7, 12)
    const open = daysAgo === 0 || random.chance(0.004)
    rows.add('attendance', {
      user_id: userId,
      enrollment_id: enrollmentId,
      clock_in: calendar.moment(-daysAgo, start),
      clock_out: open ? null : calendar.moment(-daysAgo, start + random.whole(110, 330)),
      notes: random.chance(0.03) ? random.of(words.remarks.attendance) : null,
      created_at: calendar.moment(-daysAgo, start),
    })
  }
}
