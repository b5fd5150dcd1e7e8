import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Filter, SortTerm, TableReference } from '#contract/tables.ts'
import { cursorInvalid, sortInvalid } from '../problems.ts'
import type { KeyValue } from './dialect.ts'

/**
 * A place in a sorted table: beside a row, by its key; at a distance, where rows have no key; or after the last row.
 * Travels as base64url of JSON and is good only for the same table, sort and filters.
 */
export type Place = { readonly key: readonly KeyValue[] } | { readonly offset: number } | { readonly end: true }

const version = 1
/** What the contract takes, less the rest of the JSON. */
const longestKey = 60_000

const wire = z.union([
  z.object({ v: z.literal(version), f: z.string(), k: z.array(z.string().nullable()) }).strict(),
  z.object({ v: z.literal(version), f: z.string(), o: z.int().min(0) }).strict(),
  z.object({ v: z.literal(version), f: z.string(), e: z.literal(1) }).strict(),
])

/** What a cursor must agree with: it holds no names, only their digest. */
export const fingerprint = (
  table: TableReference,
  sort: readonly SortTerm[],
  filters: readonly Filter[],
  key: readonly string[],
): string => {
  const parts = [
    table.schema,
    table.name,
    sort.map((term) => [term.column, term.direction]),
    filters.map((filter) => [filter.column, filter.operator, filter.values]),
    key,
  ]
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16)
}

export const encodePlace = (place: Place, digest: string): string => {
  const head = { v: version, f: digest }
  const text = JSON.stringify(
    'key' in place ? { ...head, k: place.key } : 'offset' in place ? { ...head, o: place.offset } : { ...head, e: 1 },
  )
  if (text.length > longestKey) throw sortInvalid('The values of the sorted columns are too long to continue from.')
  return Buffer.from(text).toString('base64url')
}

/** Throws `cursor.invalid` for anything that was not made for this table, sort and filters. */
export const decodePlace = (cursor: string, digest: string, terms: number): Place => {
  let json: unknown
  try {
    if (!/^[A-Za-z0-9_-]+$/.test(cursor)) throw new Error('It is not base64url.')
    json = JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch (error) {
    throw cursorInvalid('It cannot be read.', error)
  }
  const read = wire.safeParse(json)
  if (!read.success) throw cursorInvalid('It is of another version or was altered.')
  if (read.data.f !== digest) throw cursorInvalid('It was made for another table, sort order or filter.')
  if ('o' in read.data) {
    if (terms > 0) throw cursorInvalid('It is of another kind.')
    return { offset: read.data.o }
  }
  if ('e' in read.data) return { end: true }
  if (terms === 0 || read.data.k.length !== terms) throw cursorInvalid('It is of another kind.')
  return { key: read.data.k }
}
