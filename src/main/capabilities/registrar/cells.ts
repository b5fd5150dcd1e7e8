import type { Cell } from '#contract/values.ts'
import { looksEncrypted } from '../../lms/index.ts'

/** A cell as text; null stays null, and bytes are not text. */
export const textOf = (cell: Cell | undefined): string | null => {
  if (cell === null || cell === undefined || typeof cell === 'object') return null
  return String(cell)
}

/** A name or an address; null where the LMS wrote ciphertext into it, which is never shown. */
export const personalTextOf = (cell: Cell | undefined): string | null => {
  const text = textOf(cell)
  return text === null || looksEncrypted(text) || text.split(' ').some(looksEncrypted) ? null : text
}

/** A whole number, whichever way the driver wrote it. */
export const wholeOf = (cell: Cell | undefined): number | null => {
  const text = textOf(cell)
  if (text === null || !/^-?\d+(\.0*)?$/.test(text)) return null
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : null
}

export const isSet = (cell: Cell | undefined): boolean => wholeOf(cell) === 1

/** Whole cents as a decimal, without passing through a float. */
export const amountOf = (cents: number | null): string | null => {
  if (cents === null) return null
  const digits = String(Math.abs(cents)).padStart(3, '0')
  return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`
}
