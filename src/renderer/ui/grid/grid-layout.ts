import type { GridColumn } from './grid-column.ts'

/** How a person has arranged a grid's columns: what is remembered. */
export interface GridLayout {
  readonly sizes: Readonly<Record<string, number>>
  /** Columns shown or hidden against what the screen declares. */
  readonly shown: Readonly<Record<string, boolean>>
  readonly order: readonly string[]
  readonly pinned: Readonly<Record<string, boolean>>
}

export const plainLayout: GridLayout = { sizes: {}, shown: {}, order: [], pinned: {} }

const recordOf = <Value>(value: unknown, isValue: (item: unknown) => item is Value): Record<string, Value> =>
  typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.entries(value).filter((entry): entry is [string, Value] => isValue(entry[1])))
    : {}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean'
const isText = (value: unknown): value is string => typeof value === 'string'

/** A layout from what was remembered, whatever an older version wrote there. */
export function readLayout(remembered: unknown): GridLayout {
  if (typeof remembered !== 'object' || remembered === null) return plainLayout
  const { sizes, shown, order, pinned } = remembered as Partial<Record<keyof GridLayout, unknown>>
  return {
    sizes: recordOf(sizes, isNumber),
    shown: recordOf(shown, isBoolean),
    order: Array.isArray(order) ? order.filter(isText) : [],
    pinned: recordOf(pinned, isBoolean),
  }
}

/** The declared columns in the remembered order; those not remembered stay beside the neighbour they are declared after. */
export function orderedIds(declared: readonly string[], order: readonly string[]): string[] {
  const known = order.filter((id) => declared.includes(id))
  const result = [...known]
  declared.forEach((id, index) => {
    if (result.includes(id)) return
    const neighbour = declared[index - 1]
    result.splice(neighbour === undefined ? 0 : result.indexOf(neighbour) + 1, 0, id)
  })
  return result
}

export interface PlacedColumn<Row> {
  readonly column: GridColumn<Row>
  readonly width: number
  /** Distance from the left edge of the rows, in px. */
  readonly left: number
  readonly pinned: boolean
  /** Counted from 1 among all shown columns, for assistive technology. */
  readonly position: number
  /** The one at the right edge. */
  readonly last: boolean
}

/** Columns that take part, given the width there is: the ones that give way are left out, the growing one takes the rest. */
export function placeColumns<Row>(
  columns: readonly { readonly column: GridColumn<Row>; readonly width: number; readonly pinned: boolean }[],
  available: number,
  /** What stands before the first column, in px. */
  before = 0,
): PlacedColumn<Row>[] {
  const total = (list: typeof columns) => list.reduce((sum, { width }) => sum + width, 0)
  let taking = columns
  const yielding = columns
    .filter(({ column }) => column.givesWay !== undefined)
    .sort((a, b) => (b.column.givesWay ?? 0) - (a.column.givesWay ?? 0))
  while (available > 0 && before + total(taking) > available && yielding.length > 0) {
    const gone = yielding.shift()
    taking = taking.filter((one) => one !== gone)
  }
  const rest = Math.max(0, available - before - total(taking))
  const growing = taking.find(({ column }) => column.grows === true)
  const sorted = [...taking.filter(({ pinned }) => pinned), ...taking.filter(({ pinned }) => !pinned)]
  let left = before
  return sorted.map((one, index) => {
    const width = one.width + (one === growing ? rest : 0)
    const placed = { column: one.column, width, left, pinned: one.pinned, position: index + 1, last: index === sorted.length - 1 }
    left += width
    return placed
  })
}

/** Those not pinned that are in view between `left` and `right`, with one beyond at each side. */
export function columnsInView<Row>(placed: readonly PlacedColumn<Row>[], left: number, right: number): PlacedColumn<Row>[] {
  const loose = placed.filter(({ pinned }) => !pinned)
  const first = loose.findIndex((one) => one.left + one.width > left)
  if (first === -1) return []
  const after = loose.findIndex((one) => one.left > right)
  return loose.slice(Math.max(0, first - 1), after === -1 ? undefined : after + 1)
}
