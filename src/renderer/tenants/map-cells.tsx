import styles from './fleet-map.module.css'
import type { MapCell, MapScale, PlacedGroup } from './fleet-map-layout.ts'
import { healthWords } from './tenant-words.ts'

/** Of a cell's side, what stays free on each of its edges. */
const margin = 0.12

/** What a cell says to who cannot see it. */
export const cellWords = ({ name, state }: MapCell): string =>
  `${name}, ${state === 'waiting' ? 'not looked at yet' : state === 'none' ? 'no database yet' : healthWords[state].word.toLowerCase()}`

function Shape({ cell, x, y, side }: { readonly cell: MapCell; readonly x: number; readonly y: number; readonly side: number }) {
  const { state } = cell
  if (state === 'degraded')
    return (
      <path className={styles['cell']} data-state={state} d={`M${x + side / 2} ${y - 0.4}L${x + side + 0.5} ${y + side}H${x - 0.5}Z`} />
    )
  if (state === 'healthy' || state === 'failing')
    return (
      <rect className={styles['cell']} data-state={state} x={x} y={y} width={side} height={side} rx={state === 'failing' ? 0.8 : 0.6} />
    )
  return <circle className={styles['cell']} data-state={state} cx={x + side / 2} cy={y + side / 2} r={side / 2 - 0.4} />
}

interface CellsProps {
  readonly id: string
  readonly group: PlacedGroup
  readonly index: number
  readonly scale: MapScale
  readonly active: number | null
  readonly open: string | undefined
  readonly onOpen: (domain: string) => void
}

/** The cells of one server, running down and then right. */
export function MapCells({ id, group, index, scale: { pitch, rows }, active, open, onOpen }: CellsProps) {
  const free = pitch * margin
  const side = pitch - free * 2
  const place = (at: number) => ({ x: group.x + Math.floor(at / rows) * pitch + free, y: (at % rows) * pitch + free })
  return (
    <g role="row" aria-label={`${group.title}, ${group.cells.length}`}>
      {group.cells.map((cell, at) => {
        const { x, y } = place(at)
        return (
          <g
            key={cell.domain}
            id={`${id}-${index}-${at}`}
            role="gridcell"
            tabIndex={-1}
            aria-label={cellWords(cell)}
            onClick={() => onOpen(cell.domain)}
          >
            <title>{cellWords(cell)}</title>
            <rect className={styles['hit']} x={x - free} y={y - free} width={pitch} height={pitch} />
            <Shape cell={cell} x={x} y={y} side={side} />
            {cell.domain === open ? (
              <rect className={styles['open']} x={x - 1.4} y={y - 1.4} width={side + 2.8} height={side + 2.8} rx="1.4" />
            ) : null}
            {active === at ? (
              <rect className={styles['focus']} x={x - 1.7} y={y - 1.7} width={side + 3.4} height={side + 3.4} rx="1.6" />
            ) : null}
          </g>
        )
      })}
    </g>
  )
}
