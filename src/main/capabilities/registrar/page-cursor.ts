import { createHash } from 'node:crypto'
import { z } from 'zod'
import { ProvostError } from '#contract/errors.ts'
import { canBe, type ListKey } from '../../lms/index.ts'

/** Where a page ended: the values its last row was sorted by, and that row's id. Text, exactly as the database gave them. */
export interface PagePlace {
  readonly values: readonly (string | null)[]
  readonly id: string
}

const wire = z.strictObject({ for: z.string(), values: z.array(z.string().nullable()), id: z.string() })

/** What a cursor belongs to. One made for another list, order or filter would skip rows unseen, so it is refused. */
export const fingerprint = (parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16)

export const encodeCursor = (place: PagePlace, belongsTo: string): string =>
  Buffer.from(JSON.stringify({ for: belongsTo, values: place.values, id: place.id }), 'utf8').toString('base64url')

const invalid = (detail: string): ProvostError =>
  new ProvostError('cursor.invalid', 'The place to go on from cannot be read.', {
    detail,
    remedy: ['Start from the first page, and pass on the cursor that a page returned as it is.'],
  })

/** @throws ProvostError `cursor.invalid` */
export const decodeCursor = (cursor: string, belongsTo: string, keys: readonly Pick<ListKey, 'valueClass'>[]): PagePlace => {
  let decoded: unknown
  try {
    const bytes = Buffer.from(cursor, 'base64url')
    // Decoding passes over what does not belong to the alphabet.
    if (bytes.toString('base64url') !== cursor) throw invalid('It is not a cursor that Provost made.')
    decoded = JSON.parse(bytes.toString('utf8'))
  } catch {
    throw invalid('It is not a cursor that Provost made.')
  }
  const read = wire.safeParse(decoded)
  if (!read.success) throw invalid('It is not a cursor that Provost made.')
  const { values, id } = read.data
  if (read.data.for !== belongsTo || values.length + 1 !== keys.length) throw invalid('It belongs to another list, order or filter.')
  const fits = [...values, id].every((value, index) => value === null || canBe(value, keys[index]?.valueClass ?? 'text'))
  if (!fits) throw invalid('Its values are not those of a row.')
  return { values, id }
}
