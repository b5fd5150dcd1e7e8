import type { PlanStep } from '#contract/query-plan.ts'
import { figure, noFigures, onlyDocument, type Plans } from '../plan.ts'

type Part = Readonly<Record<string, unknown>>

const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value)

/** How the rows of a table are come by; the server's own word stands in the details. */
const accessWords: Readonly<Record<string, string>> = {
  ALL: 'Every row of',
  index: 'The whole index of',
  range: 'A range of',
  ref: 'Rows by key of',
  eq_ref: 'One row by key of',
  ref_or_null: 'Rows by key of',
  const: 'One row of',
  system: 'The only row of',
  index_merge: 'Several indexes of',
}

const conditions = ['attached_condition', 'index_condition', 'sort_key', 'message', 'rows_estimation', 'filtered']

const words = (name: string): string => name.replaceAll('_', ' ').replace(/^./, (letter) => letter.toUpperCase())

const tableTitle = (table: Part): string => {
  const { table_name: name, access_type: access, key } = table
  if (name === undefined) return typeof table['message'] === 'string' ? table['message'] : 'No table'
  const how = accessWords[String(access)] ?? `${String(access)} on`
  return `${how} ${String(name)}${key === undefined || key === null ? '' : `, by ${String(key)}`}`
}

const times = (value: unknown, loops: unknown): number | null => {
  const one = figure(value)
  return one === null ? null : one * (figure(loops) ?? 1)
}

const detailsOf = (part: Part): string[] => [
  ...(part['access_type'] === undefined ? [] : [`access_type: ${String(part['access_type'])}`]),
  ...(Array.isArray(part['ref']) ? [`ref: ${part['ref'].join(', ')}`] : []),
  ...conditions.flatMap((name) => (part[name] === undefined ? [] : [`${name}: ${String(part[name])}`])),
]

/** MariaDB has the cost beside the table, MySQL in a part of its own. */
const costOf = (part: Part): number | null => {
  const info = part['cost_info']
  return figure(part['cost']) ?? (isPart(info) ? (figure(info['prefix_cost']) ?? figure(info['query_cost'])) : null)
}

const stepOf = (name: string, part: Part, depth: number): PlanStep => ({
  ...noFigures,
  depth,
  title: name === 'table' ? tableTitle(part) : name === 'query_block' ? `Select ${String(part['select_id'] ?? '')}`.trim() : words(name),
  details: detailsOf(part),
  cost: costOf(part),
  rows: figure(part['rows']) ?? figure(part['rows_produced_per_join']),
  actualRows: times(part['r_rows'], part['r_loops']),
  ms: figure(part['r_total_time_ms']) ?? figure(part['r_table_time_ms']),
})

/** Not steps of their own: figures about the part they stand in. */
const aside: ReadonlySet<string> = new Set([
  'cost_info',
  'r_engine_stats',
  'query_optimization',
  'possible_keys',
  'used_key_parts',
  'ref',
  'used_columns',
])

const partsOf = (part: Part, depth: number): PlanStep[] =>
  Object.entries(part).flatMap(([name, value]) => {
    if (aside.has(name)) return []
    // A list only says that its members follow one another: they stand where it stands.
    if (Array.isArray(value)) return value.filter(isPart).flatMap((each) => partsOf(each, depth))
    return isPart(value) ? [stepOf(name, value, depth), ...partsOf(value, depth + 1)] : []
  })

export const mysqlPlans: Plans = {
  ask: (sql, measured) => `${measured ? 'analyze' : 'explain'} format=json ${sql}`,
  read(rows) {
    const { text, document } = onlyDocument(rows)
    return { text, steps: isPart(document) ? partsOf(document, 0) : [] }
  },
}
