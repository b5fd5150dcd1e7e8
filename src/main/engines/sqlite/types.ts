import type { Cell, ValueKind } from '#contract/values.ts'

/** A value as better-sqlite3 gives it with safe integers: each cell of a column may be of another type. */
export const toCell = (value: unknown): Cell => {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64') }
  return String(value)
}

const words: readonly (readonly [RegExp, ValueKind])[] = [
  [/BOOL/, 'boolean'],
  [/INT/, 'integer'],
  [/JSON/, 'json'],
  [/UUID|GUID/, 'uuid'],
  [/CHAR|CLOB|TEXT|STRING/, 'text'],
  [/BLOB|BINARY/, 'bytes'],
  [/REAL|FLOA|DOUB/, 'float'],
  [/DATETIME|TIMESTAMP/, 'timestamp'],
  [/DATE/, 'date'],
  [/TIME/, 'time'],
  [/DEC|NUM|MONEY/, 'decimal'],
]

/** What a declared type means by its words. SQLite enforces none of it outside STRICT tables. */
export const kindOf = (declared: string): ValueKind => words.find(([pattern]) => pattern.test(declared.toUpperCase()))?.[1] ?? 'other'
