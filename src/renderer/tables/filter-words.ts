import type { Filter, FilterOperator } from '#contract/tables.ts'
import type { ValueKind } from '#contract/values.ts'

type Sort = 'text' | 'number' | 'time' | 'choice' | 'opaque'

const sortOf: Readonly<Record<ValueKind, Sort>> = {
  text: 'text',
  uuid: 'text',
  array: 'text',
  other: 'text',
  integer: 'number',
  decimal: 'number',
  float: 'number',
  interval: 'number',
  date: 'time',
  time: 'time',
  timestamp: 'time',
  boolean: 'choice',
  enum: 'choice',
  bytes: 'opaque',
  json: 'opaque',
}

const operatorsOf: Readonly<Record<Sort, readonly FilterOperator[]>> = {
  text: ['contains', 'eq', 'ne', 'starts-with', 'in', 'is-null', 'is-not-null'],
  number: ['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'between', 'in', 'is-null', 'is-not-null'],
  time: ['ge', 'lt', 'between', 'eq', 'ne', 'gt', 'le', 'is-null', 'is-not-null'],
  choice: ['in', 'eq', 'ne', 'is-null', 'is-not-null'],
  opaque: ['is-null', 'is-not-null'],
}

/** The operators that make sense for a kind of value, the most used first. */
export const operatorsFor = (kind: ValueKind): readonly FilterOperator[] => operatorsOf[sortOf[kind]]

const plain: Readonly<Record<FilterOperator, string>> = {
  eq: 'is',
  ne: 'is not',
  lt: 'under',
  le: 'at most',
  gt: 'over',
  ge: 'at least',
  between: 'between',
  in: 'any of',
  contains: 'contains',
  'starts-with': 'starts with',
  'is-null': 'is null',
  'is-not-null': 'is not null',
}

const ofTime: Partial<Record<FilterOperator, string>> = { lt: 'before', le: 'until', gt: 'after', ge: 'from' }

/** An operator in words that fit what the column holds. */
export const operatorWord = (operator: FilterOperator, kind: ValueKind): string =>
  (sortOf[kind] === 'time' ? ofTime[operator] : undefined) ?? plain[operator]

/** How many values an operator takes. */
export const valuesTaken = (operator: FilterOperator): 'none' | 'one' | 'two' | 'many' => {
  if (operator === 'is-null' || operator === 'is-not-null') return 'none'
  if (operator === 'between') return 'two'
  return operator === 'in' ? 'many' : 'one'
}

/** A filter's values as they stand in its chip; null where it takes none. */
export function valueWords({ operator, values }: Filter): string | null {
  switch (valuesTaken(operator)) {
    case 'none':
      return null
    case 'two':
      return `${values[0] ?? ''} and ${values[1] ?? ''}`
    case 'many':
      return values.length > 2 ? `${values.length} values` : values.join(', ')
    default:
      return values[0] === '' ? 'empty text' : (values[0] ?? '')
  }
}

/** Why a filter cannot be used as it stands; null where it can. */
export function filterFault(operator: FilterOperator, values: readonly string[]): string | null {
  const given = values.filter((value) => value !== '').length
  if (valuesTaken(operator) === 'two' && given < 2) return 'Between takes two values.'
  if (valuesTaken(operator) === 'many' && given === 0) return 'Any of takes at least one value.'
  if (['contains', 'starts-with'].includes(operator) && given === 0) return 'This filter takes a text.'
  return null
}
