import type { PlanStep } from '#contract/query-plan.ts'
import { figure, onlyDocument, type Plans } from '../plan.ts'

type Node = Readonly<Record<string, unknown>>

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value)
const text = (value: unknown): string => (Array.isArray(value) ? value.join(', ') : String(value))

/** What a step says of itself beside its figures, in the order in which a person asks. */
const told = [
  'Index Cond',
  'Recheck Cond',
  'Hash Cond',
  'Merge Cond',
  'Join Filter',
  'Filter',
  'Rows Removed by Filter',
  'Sort Key',
  'Sort Method',
  'Group Key',
  'Workers Planned',
  'Subplan Name',
]

const titleOf = (node: Node): string => {
  const kind = String(node['Node Type'] ?? 'Step')
  const join = node['Join Type']
  const strategy = node['Strategy'] === 'Hashed' ? 'Hash ' : ''
  const relation = node['Relation Name']
  const alias = node['Alias']
  return [
    `${strategy}${kind}`,
    ...(join === undefined || join === 'Inner' ? [] : [`${String(join).toLowerCase()} join`]),
    ...(node['Index Name'] === undefined ? [] : [`by ${String(node['Index Name'])}`]),
    ...(relation === undefined ? [] : [`on ${String(relation)}${alias === undefined || alias === relation ? '' : ` as ${String(alias)}`}`]),
  ].join(' ')
}

const stepsBelow = (node: Node, depth: number): PlanStep[] => {
  const loops = figure(node['Actual Loops']) ?? 1
  const times = (value: unknown): number | null => {
    const one = figure(value)
    return one === null ? null : one * loops
  }
  const below = Array.isArray(node['Plans']) ? node['Plans'].filter(isNode) : []
  return [
    {
      depth,
      title: titleOf(node),
      details: told.flatMap((name) => (node[name] === undefined ? [] : [`${name}: ${text(node[name])}`])),
      cost: figure(node['Total Cost']),
      rows: figure(node['Plan Rows']),
      actualRows: times(node['Actual Rows']),
      ms: times(node['Actual Total Time']),
    },
    ...below.flatMap((each) => stepsBelow(each, depth + 1)),
  ]
}

export const postgresPlans: Plans = {
  ask: (sql, measured) => `explain (${measured ? 'analyze, ' : ''}format json) ${sql}`,
  read(rows) {
    const { text: written, document } = onlyDocument(rows)
    const roots = (Array.isArray(document) ? document : [document]).filter(isNode)
    return { text: written, steps: roots.flatMap(({ Plan }) => (isNode(Plan) ? stepsBelow(Plan, 0) : [])) }
  },
}
