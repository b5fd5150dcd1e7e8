import type { CampusProgram } from './campus-programs.ts'
import type { StudyContext } from './study-context.ts'

/** What a completed study leaves: a transcript, most often a credential, and for many an externship. */
export const addCompletion = (context: StudyContext, userId: number, program: CampusProgram, completed: number): void => {
  const { rows, random, calendar, words, plan } = context
  const generatedAt = calendar.moment(-Math.max(0, completed - 2), 10 * 60)
  rows.add('transcripts', {
    user_id: userId,
    program_id: program.id,
    gpa: random.whole(210, 400) / 100,
    total_credits: program.credits,
    generated_at: generatedAt,
    pdf_url: `https://records.${plan.domain}/transcripts/${userId}-${program.id}.pdf`,
    created_at: generatedAt,
  })
  if (random.chance(0.92)) {
    const issued = Math.max(0, completed - 5)
    const serial = `${plan.domain.slice(0, 2).toUpperCase()}-${calendar.day(-issued).slice(0, 4)}-${String(userId).padStart(5, '0')}`
    rows.add('credentials', {
      user_id: userId,
      program_id: program.id,
      credential_type: program.credential,
      cert_serial: serial,
      issued_at: calendar.day(-issued),
      created_at: calendar.moment(-issued, 11 * 60),
    })
  }
  if (random.chance(0.4)) {
    const site = random.of(words.campuses.sites)
    const supervisor = `${random.of(words.names.given)} ${random.of(words.names.family)}`
    const verified = random.chance(0.85)
    rows.add('externships', {
      user_id: userId,
      site_name: site,
      supervisor_name: supervisor,
      supervisor_email: `placements@${site.toLowerCase().replaceAll(' ', '-')}.example`,
      total_hours: random.whole(8, 24) * 10,
      verified: verified ? 1 : 0,
      verified_at: verified ? calendar.moment(-completed, 15 * 60) : null,
      created_at: calendar.moment(-(completed + 40), 9 * 60),
    })
  }
}

/** A trace in SCORM and xAPI, for some: enough to browse. */
export const addContentTracking = (context: StudyContext, userId: number, program: CampusProgram, enrolled: number): void => {
  const { rows, random, calendar } = context
  if (!random.chance(0.2)) return
  const lesson = random.of(program.lessons)
  const daysAgo = random.whole(0, enrolled)
  const at = calendar.moment(-daysAgo, daysAgo === 0 ? 1 : random.whole(8 * 60, 21 * 60))
  const score = random.whole(48, 100)
  const done = score >= 60
  rows.add('scorm_data', {
    user_id: userId,
    lesson_id: lesson,
    cmi_core_lesson_status: done ? 'completed' : 'incomplete',
    cmi_core_score_raw: score,
    cmi_core_score_max: 100,
    updated_at: at,
  })
  rows.add('xapi_statements', {
    user_id: userId,
    verb: done ? 'completed' : 'attempted',
    object_id: `https://content.example/lessons/${lesson}`,
    result: JSON.stringify({ score: { raw: score, max: 100 }, completion: done }),
    timestamp: at,
    created_at: at,
  })
}
