import { type RawBuilder, sql } from 'kysely'
import type { EngineKind } from '#contract/connections.ts'

/** A piece of SQL. Names in it are quoted and values bound. */
export type Sql = RawBuilder<unknown>

/** How a column's values are compared and how they travel in a cursor. */
export type ValueClass = 'text' | 'integer' | 'decimal' | 'time' | 'uuid'

/** A value as text, whatever its type. */
export const asText = (engine: EngineKind, value: Sql): Sql =>
  engine === 'mysql' ? sql`cast(${value} as char)` : sql`cast(${value} as text)`

/** Both names with a blank between, null where there is neither. */
export const joinedWords = (engine: EngineKind, one: Sql, other: Sql): Sql => {
  const [left, right] = [sql`coalesce(${one}, '')`, sql`coalesce(${other}, '')`]
  const joined = engine === 'mysql' ? sql`concat(${left}, ' ', ${right})` : sql`${left} || ' ' || ${right}`
  return sql`nullif(trim(${joined}), '')`
}

/** PostgreSQL's own name of a type, as its catalogue spells it; anything else is not put into a statement. */
const plainType = /^[a-z][a-z0-9_ ]*(\(\d+(, ?\d+)?\))?( with(out)? time zone)?$/

const postgresTypes: Readonly<Record<ValueClass, string>> = {
  text: 'text',
  integer: 'bigint',
  decimal: 'numeric',
  time: 'timestamp',
  uuid: 'uuid',
}

/**
 * A bound value that is compared with a column of that class. Each engine is told the type where it would guess otherwise:
 * PostgreSQL compares nothing with text, SQLite orders every text after every number.
 */
export const bound = (engine: EngineKind, value: string, valueClass: ValueClass, type?: string): Sql => {
  if (engine === 'postgres') {
    const named = type !== undefined && valueClass === 'time' && plainType.test(type) ? type : postgresTypes[valueClass]
    return sql`cast(${value} as ${sql.raw(named)})`
  }
  // A bare literal takes the column's collation there; a cast one would quarrel with it.
  if (engine === 'mysql')
    return valueClass === 'integer'
      ? sql`cast(${value} as signed)`
      : valueClass === 'decimal'
        ? sql`cast(${value} as decimal(65, 20))`
        : sql`${value}`
  return valueClass === 'integer'
    ? sql`cast(${value} as integer)`
    : valueClass === 'decimal'
      ? sql`cast(${value} as numeric)`
      : sql`${value}`
}

/** Whole days from one time's date to another's; null where either is none. */
export const daysBetween = (engine: EngineKind, from: Sql, to: Sql): Sql => {
  if (engine === 'mysql') return sql`datediff(${to}, ${from})`
  if (engine === 'sqlite') return sql`cast(julianday(date(${to})) - julianday(date(${from})) as integer)`
  return sql`case when isfinite(cast(${to} as timestamp)) and isfinite(cast(${from} as timestamp)) then cast(${to} as date) - cast(${from} as date) end`
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)
const isAscii = (word: string): boolean => /^[\x20-\x7e]*$/.test(word)

const escaped = (text: string): string => text.replaceAll(/[!%_]/g, (character) => `!${character}`)

/** Whether a text holds the word, letter case aside. `%` and `_` in the word stand for themselves. */
export const contains = (value: Sql, word: string): Sql => {
  const lower = word.toLowerCase()
  const like = (text: Sql, spelling: string): Sql => sql`${text} like ${`%${escaped(spelling)}%`} escape '!'`
  if (isAscii(word)) return like(sql`lower(${value})`, lower)
  // Where the database folds ASCII only, an accented letter is met as it was typed, or as names are written.
  const spellings = [...new Set([word, lower, capitalised(lower)])]
  return sql`(${sql.join([like(sql`lower(${value})`, lower), ...spellings.map((spelling) => like(value, spelling))], sql` or `)})`
}

/** 1 where the condition holds, else 0: a boolean that every engine has. */
export const flag = (condition: Sql): Sql => sql`case when ${condition} then 1 else 0 end`

/** Whether one of the words between commas is this one, letter case aside. */
export const listHolds = (engine: EngineKind, list: Sql, word: string): Sql => {
  const text = engine === 'mysql' ? sql`concat(',', ${list}, ',')` : sql`',' || ${list} || ','`
  return sql`lower(${text}) like ${`%,${escaped(word.toLowerCase())},%`} escape '!'`
}

const shapes: Readonly<Record<ValueClass, RegExp>> = {
  text: /^/,
  integer: /^-?\d{1,19}$/,
  decimal: /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i,
  time: /^-?(infinity|\d{1,6}-\d{2}-\d{2}.{0,32})$/,
  uuid: /^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$/i,
}

/** Whether a text can be a value of that class at all; the databases would refuse others with words of their own, or not at all. */
export const canBe = (value: string, valueClass: ValueClass): boolean => shapes[valueClass].test(value)

/** Whole minutes from one time to another. */
export const minutesBetween = (engine: EngineKind, from: Sql, to: Sql): Sql => {
  if (engine === 'mysql') return sql`timestampdiff(minute, ${from}, ${to})`
  if (engine === 'sqlite') return sql`(unixepoch(${to}) - unixepoch(${from})) / 60`
  return sql`trunc(extract(epoch from (${to} - ${from})) / 60)`
}
