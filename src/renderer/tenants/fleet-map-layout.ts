import { shortServer } from '../lists/index.ts'
import { serverOf, type TenantRow } from './tenant-row.ts'
import type { Health } from './tenant-words.ts'

export interface MapCell {
  readonly domain: string
  readonly name: string
  /** What was found; `waiting` while it was not looked at, `none` where there is no database to look at. */
  readonly state: Health | 'waiting' | 'none'
}

export interface MapGroup {
  readonly server: string
  readonly title: string
  readonly cells: readonly MapCell[]
}

export interface MapScale {
  /** Side of a cell with its gap, in px. */
  readonly pitch: number
  /** Rows of a group before it grows to the right. */
  readonly rows: number
}
/** From the largest to the smallest: a small fleet has cells that can be hit with ease, a large one many rows. */
export const scales: readonly MapScale[] = [
  { pitch: 12, rows: 3 },
  { pitch: 6, rows: 6 },
  { pitch: 6, rows: 7 },
  { pitch: 6, rows: 8 },
]
const gap = 9
/** Past this many cells the map is grouped by server and opens on demand. */
export const mostCells = 2000
/** A digit or letter of the label under a group, in px. */
const labelWidth = 5.6

/** The tenants as cells, one group for each server: the largest first, names in order, so that a cell keeps its place. */
export function mapGroups(rows: readonly TenantRow[]): MapGroup[] {
  const groups = new Map<string, TenantRow[]>()
  for (const row of rows) {
    const server = serverOf(row) ?? ''
    const known = groups.get(server)
    if (known === undefined) groups.set(server, [row])
    else known.push(row)
  }
  return [...groups]
    .map(([server, members]) => ({
      server,
      title: server === '' ? 'none' : shortServer(server),
      cells: members
        .toSorted((one, other) => one.tenant.name.localeCompare(other.tenant.name))
        .map(
          (row): MapCell => ({
            domain: row.tenant.domain,
            name: row.tenant.name,
            state: row.facts?.health ?? (row.tenant.connection === null ? 'none' : 'waiting'),
          }),
        ),
    }))
    .sort((one, other) => other.cells.length - one.cells.length || one.title.localeCompare(other.title))
}

export interface PlacedGroup extends MapGroup {
  readonly x: number
  readonly width: number
  readonly columns: number
}

/** Where each group stands, side by side, wide enough for its label. */
export function placedGroups(
  groups: readonly MapGroup[],
  { pitch, rows }: MapScale,
): { readonly groups: PlacedGroup[]; readonly width: number } {
  let x = 0
  const placed = groups.map((group) => {
    const columns = Math.ceil(group.cells.length / rows)
    const label = `${group.title} ${group.cells.length}`.length * labelWidth
    const width = Math.max(columns * pitch, Math.ceil(label))
    const here = { ...group, x, width, columns }
    x += width + gap
    return here
  })
  return { groups: placed, width: Math.max(0, x - gap) }
}

/** Where a key leads on the map: cells run down, then right; from one group into the next. Null for a key that does not move. */
export function movedOnMap(
  key: string,
  [group, cell]: readonly [number, number],
  sizes: readonly number[],
  rows: number,
): [number, number] | null {
  const size = sizes[group] ?? 0
  const row = cell % rows
  const last = (index: number): number => (sizes[index] ?? 1) - 1
  switch (key) {
    case 'ArrowDown':
      return [group, row === rows - 1 ? cell : Math.min(cell + 1, size - 1)]
    case 'ArrowUp':
      return [group, row === 0 ? cell : cell - 1]
    case 'ArrowRight':
      if (cell + rows < size) return [group, cell + rows]
      return group + 1 < sizes.length ? [group + 1, Math.min(row, last(group + 1))] : [group, cell]
    case 'ArrowLeft': {
      if (cell - rows >= 0) return [group, cell - rows]
      if (group === 0) return [group, cell]
      const lastColumn = Math.floor(last(group - 1) / rows) * rows
      return [group - 1, Math.min(lastColumn + row, last(group - 1))]
    }
    case 'Home':
      return [0, 0]
    case 'End':
      return [sizes.length - 1, last(sizes.length - 1)]
    default:
      return null
  }
}

/** How many cells of a group are in trouble. */
export const troubled = (cells: readonly MapCell[]): number =>
  cells.filter(({ state }) => state === 'failing' || state === 'degraded' || state === 'no-answer').length

/** The largest scale at which the map stands in a room that wide; null where none does. */
export const scaleThatFits = (groups: readonly MapGroup[], room: number): MapScale | null =>
  scales.find((scale) => placedGroups(groups, scale).width <= room) ?? null
