import { ProvostError } from '#contract/errors.ts'
import type { Filter, FilterOperator, SortTerm } from '#contract/tables.ts'

const words: Readonly<Record<string, FilterOperator>> = {
  '=': 'eq',
  '==': 'eq',
  '!=': 'ne',
  '<>': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
  eq: 'eq',
  ne: 'ne',
  lt: 'lt',
  le: 'le',
  gt: 'gt',
  ge: 'ge',
  contains: 'contains',
  like: 'contains',
  '~': 'contains',
  'starts-with': 'starts-with',
  starts: 'starts-with',
  between: 'between',
  in: 'in',
  'is null': 'is-null',
  'is-null': 'is-null',
  'is not null': 'is-not-null',
  'is-not-null': 'is-not-null',
}

const shape =
  /^\s*(?:"((?:[^"]|"")+)"|(\S+?))\s*(?:\s(is\s+not\s+null|is\s+null|is-not-null|is-null|contains|like|starts-with|starts|between|in|eq|ne|lt|le|gt|ge)(?=\s|$)|(<=|>=|<>|!=|==|=|<|>|~))\s*([\s\S]*)$/i

const invalid = (text: string): ProvostError =>
  new ProvostError('filter.invalid', `The filter "${text}" is not of the form COLUMN OPERATOR VALUE.`, {
    remedy: [
      "Write it as 'status = active', 'id >= 100', 'email contains example.org', 'amount between 100 and 200', 'role in admin,student' or 'deleted_at is null'.",
      'Put a column name with spaces in double quotes.',
    ],
  })

/** Reads `COL OP VALUE`. A value in single or double quotes is taken as it stands inside them. */
export const parseFilter = (text: string): Filter => {
  const match = shape.exec(text)
  const column = match?.[1]?.replaceAll('""', '"') ?? match?.[2]
  const operator = words[(match?.[3] ?? match?.[4] ?? '').toLowerCase().replaceAll(/\s+/g, ' ')]
  if (match === null || column === undefined || operator === undefined) throw invalid(text)
  const rest = (match[5] ?? '').trim()
  if (operator === 'is-null' || operator === 'is-not-null') {
    if (rest !== '') throw invalid(text)
    return { column, operator, values: [] }
  }
  if (operator === 'between') {
    const bounds = /^([\s\S]+?)(?:\s+and\s+|\.\.)([\s\S]+)$/i.exec(rest)
    if (bounds === null) throw invalid(text)
    return { column, operator, values: [unquote(bounds[1] ?? ''), unquote(bounds[2] ?? '')] }
  }
  if (operator === 'in') {
    if (rest === '') throw invalid(text)
    const list = rest.replace(/^\(([\s\S]*)\)$/, '$1')
    return { column, operator, values: (list.match(/\s*(?:'(?:[^']|'')*'|"(?:[^"]|"")*")\s*(?=,|$)|[^,]+/g) ?? []).map(unquote) }
  }
  return { column, operator, values: [unquote(rest)] }
}

const unquote = (text: string): string => {
  const trimmed = text.trim()
  const quote = trimmed[0]
  const quoted = trimmed.length >= 2 && (quote === "'" || quote === '"') && trimmed.endsWith(quote)
  return quoted ? trimmed.slice(1, -1).replaceAll(quote + quote, quote) : trimmed
}

/** Reads `COL`, `COL:asc` or `COL:desc`. */
export const parseSort = (text: string): SortTerm => {
  const match = /^([\s\S]+?)(?::(asc|desc))?$/i.exec(text)
  if (match?.[1] === undefined)
    throw new ProvostError('sort.invalid', 'The sort names no column.', { remedy: ['Write it as COLUMN or COLUMN:desc.'] })
  return { column: match[1], direction: match[2]?.toLowerCase() === 'desc' ? 'desc' : 'asc' }
}
