import { filterInvalid } from '../problems.ts'
import type { ShapeColumn } from '../table-shape.ts'

export const isNumeric = (value: string): boolean => /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(value)

/** Bytes written as `\x00ff` or `0x00ff`; null for anything else. */
export const hexBytes = (value: string): Buffer | null => {
  const digits = /^(?:\\x|0x)((?:[0-9a-f]{2})*)$/i.exec(value)?.[1]
  return digits === undefined ? null : Buffer.from(digits, 'hex')
}

const time = String.raw`(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?`
const zone = String.raw`(?:\s?(?:Z|[+-]\d{2}(?::?\d{2})?))?`
const date = String.raw`(\d{4})-(\d{2})-(\d{2})`
const datePattern = new RegExp(`^${date}$`)
const timestampPattern = new RegExp(`^${date}(?:[T ]${time}${zone})?$`, 'i')
const timePattern = /^-?\d{1,3}:[0-5]\d(:[0-5]\d(\.\d{1,9})?)?$/

/** Days that exist, and MySQL's zero dates. */
const isDay = (year: string, month: string, day: string): boolean => {
  const [m, d] = [Number(month), Number(day)]
  if (m === 0 || d === 0) return m <= 12 && d <= 31
  return m <= 12 && d <= new Date(Date.UTC(2000 + (Number(year) % 400), m, 0)).getUTCDate()
}

const dated = (pattern: RegExp, value: string): boolean => {
  const [, year, month, day] = pattern.exec(value) ?? []
  return year !== undefined && month !== undefined && day !== undefined && isDay(year, month, day)
}

/** What a kind's values look like, in words for a person. */
const wanted = {
  integer: 'a whole number',
  decimal: 'a number',
  float: 'a number',
  boolean: 'true or false',
  date: 'a date such as 2026-11-20',
  timestamp: 'a date and time such as 2026-11-20 14:32:00',
  time: 'a time such as 14:32:00',
} as const

const fits = (column: ShapeColumn, value: string, engine: 'mysql' | 'sqlite'): boolean => {
  switch (column.kind) {
    case 'integer':
      return /^[+-]?\d+$/.test(value) || (engine === 'sqlite' && isNumeric(value))
    case 'decimal':
    case 'float':
      return isNumeric(value)
    case 'boolean':
      return isNumeric(value) || /^(true|false)$/i.test(value)
    // SQLite has no dates of its own: programs keep them as text or as numbers.
    case 'date':
      return dated(datePattern, value) || (engine === 'sqlite' && (isNumeric(value) || dated(timestampPattern, value)))
    case 'timestamp':
      return dated(timestampPattern, value) || (engine === 'sqlite' && isNumeric(value))
    case 'time':
      return timePattern.test(value) || (engine === 'sqlite' && isNumeric(value))
    default:
      return true
  }
}

/**
 * MySQL and SQLite turn what does not fit into 0 or NULL without a word, and a filter would quietly find the wrong rows.
 * So a value is looked at before it goes there.
 */
export const checkValue = (column: ShapeColumn, value: string, engine: 'mysql' | 'sqlite'): void => {
  if (column.kind === 'enum' && column.enumValues && !column.enumValues.some((member) => member.toLowerCase() === value.toLowerCase()))
    throw filterInvalid(`"${value}" is not one of the values of "${column.name}".`, {
      remedy: [`Its values: ${column.enumValues.slice(0, 20).join(', ')}.`],
    })
  if (fits(column, value, engine)) return
  const kind = column.kind in wanted ? wanted[column.kind as keyof typeof wanted] : 'another value'
  throw filterInvalid(`"${value}" does not fit the column "${column.name}" (${column.type}), which takes ${kind}.`)
}
