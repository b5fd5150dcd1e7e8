import { z } from 'zod'

/**
 * One cell of a table, without loss. 64-bit integers, decimals, infinities, NaN and every date or time are strings, as the
 * database wrote them. Bytes are base64 behind a marker. `$cut` stands for a value too large for a screen: its beginning and
 * its full size. `$hidden` is a value the caller's role may not see.
 */
export type Cell =
  | null
  | string
  | number
  | boolean
  | { readonly $bytes: string }
  | { readonly $cut: string; readonly size: number; readonly of: 'text' | 'bytes' }
  | { readonly $hidden: 'role' }

/** Rows were made by us, cell by cell: a check of each at the border would only cost time. */
export const cells = z.custom<readonly (readonly Cell[])[]>((value) => Array.isArray(value))

/** What a column holds, in words that serve every engine; `type` beside it keeps the engine's own. */
export const valueKinds = [
  'text',
  'integer',
  'decimal',
  'float',
  'boolean',
  'date',
  'time',
  'timestamp',
  'interval',
  'bytes',
  'json',
  'enum',
  'uuid',
  'array',
  'other',
] as const
export type ValueKind = (typeof valueKinds)[number]

export const resultColumn = z.object({
  name: z.string(),
  type: z.string(),
  nullable: z.boolean(),
  kind: z.enum(valueKinds),
})
export type ResultColumn = z.infer<typeof resultColumn>
