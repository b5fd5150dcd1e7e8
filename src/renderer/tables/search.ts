import type { Filter, FilterOperator } from '#contract/tables.ts'

export type TableTab = 'rows' | 'structure' | 'relations'

/** What the table browser's address holds. */
export interface TablesSearch {
  readonly target?: string
  /** `schema.name`, or the name alone where the engine has no schemas. */
  readonly table?: string
  readonly tab?: TableTab
  readonly sort?: string
  readonly filters?: Filter[]
}

const operators: ReadonlySet<string> = new Set<FilterOperator>([
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'between',
  'in',
  'contains',
  'starts-with',
  'is-null',
  'is-not-null',
])

const isFilter = (value: unknown): value is Filter =>
  typeof value === 'object' &&
  value !== null &&
  'column' in value &&
  typeof value.column === 'string' &&
  'operator' in value &&
  typeof value.operator === 'string' &&
  operators.has(value.operator) &&
  'values' in value &&
  Array.isArray(value.values) &&
  value.values.every((item) => typeof item === 'string')

/** Reads the address of the table browser; a filter that is none is left out. */
export function readTablesSearch(raw: Record<string, unknown>): TablesSearch {
  const { target, table, tab, sort, filters } = raw as Readonly<Record<'target' | 'table' | 'tab' | 'sort' | 'filters', unknown>>
  const good = Array.isArray(filters) ? filters.filter(isFilter) : []
  return {
    ...(typeof target === 'string' ? { target } : {}),
    ...(typeof table === 'string' || typeof table === 'number' ? { table: String(table) } : {}),
    ...(tab === 'structure' || tab === 'relations' ? { tab } : {}),
    ...(typeof sort === 'string' ? { sort } : {}),
    ...(good.length > 0 ? { filters: good } : {}),
  }
}
