import type { Refund, Withdrawal } from '#contract/registrar.ts'
import { type GlyphName, type StateWords, stateWords, type Tone } from '../ui/index.ts'

/** A case's word stays ink where its state is no news. */
const state = (glyph: GlyphName, word: string, glyphTone: Tone, tone: Tone = 'plain'): StateWords =>
  stateWords(glyph, word, glyphTone, tone)

/** A withdrawal's states in the order they are gone through. */
export const withdrawalWords: Readonly<Record<Withdrawal['state'], StateWords>> = {
  requested: state('wait', 'Requested', 'quiet'),
  'under-review': state('half', 'Under review', 'accent'),
  'no-refund-due': state('skip', 'No refund due', 'faint'),
  'refund-drafted': state('three-quarter', 'Refund drafted', 'accent'),
  approved: state('ok-open', 'Approved', 'ok'),
  remitted: state('ok', 'Remitted', 'ok'),
  inconsistent: state('odd', 'Inconsistent', 'odd', 'odd'),
}

export const refundWords: Readonly<Record<Refund['state'], StateWords>> = {
  drafted: state('three-quarter', 'Drafted', 'accent'),
  approved: state('ok-open', 'Approved', 'ok'),
  remitted: state('ok', 'Remitted', 'ok'),
  inconsistent: state('odd', 'Inconsistent', 'odd', 'odd'),
}

const enrollments: Readonly<Record<string, StateWords>> = {
  active: state('dot', 'Active', 'faint', 'quiet'),
  enrolled: state('dot', 'Enrolled', 'faint', 'quiet'),
  pending: state('wait', 'Pending', 'quiet'),
  completed: state('ok', 'Completed', 'ok'),
  graduated: state('ok', 'Graduated', 'ok'),
  withdrawn: state('skip', 'Withdrawn', 'faint'),
  cancelled: state('skip', 'Cancelled', 'faint'),
  suspended: state('hold', 'Suspended', 'quiet'),
  paused: state('hold', 'Paused', 'quiet'),
}

/** An enrollment's status is the school's own word; those Provost knows get a glyph, any other stands as it was stored. */
export const enrollmentWords = (status: string): StateWords => enrollments[status.toLowerCase()] ?? state('dot', status, 'faint')
