import type { Withdrawal } from '#contract/registrar.ts'
import type { Tone } from '../ui/index.ts'
import { shortDate } from './stored-dates.ts'

export interface StateNote {
  readonly words: string
  readonly tone: Tone
}

const quiet = (words: string): StateNote => ({ words, tone: 'faint' })
const firstLine = (text: string): string => text.trim().split(/\r?\n/, 1)[0] ?? ''

/** The line under a case's state: the first contradiction, or what it waits for, or what was noted. */
export function stateNote(withdrawal: Withdrawal, today: Date): StateNote {
  const [first, ...more] = withdrawal.inconsistencies
  if (first !== undefined) return { words: more.length === 0 ? first : `${first}, ${more.length} more`, tone: 'odd' }
  const noted = firstLine(withdrawal.notes ?? '') || firstLine(withdrawal.reason ?? '')
  switch (withdrawal.state) {
    case 'refund-drafted':
      return quiet('Waits for approval')
    case 'approved':
      return quiet('Not remitted yet')
    case 'remitted':
      return withdrawal.refundRemittedAt === null ? quiet('') : quiet(shortDate(withdrawal.refundRemittedAt, today))
    case 'no-refund-due':
      return withdrawal.processedAt === null ? quiet(noted) : quiet(`Processed ${shortDate(withdrawal.processedAt, today)}`)
    default:
      return quiet(noted || 'No note')
  }
}
