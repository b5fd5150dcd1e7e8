import { type KeyboardEvent, memo, type PointerEvent, type ReactNode, useEffect, useId, useLayoutEffect, useRef, useState } from 'react'
import styles from './cell-map.module.css'
import { type CellMark, CellShape } from './cell-shape.tsx'
import { columnsIn, type MapPlace, movedInBands } from './map-layout.ts'

export interface MapCell {
  readonly id: string
  readonly mark: CellMark
  /** What the cell says to who cannot see it: "Alder Valley College, failed". */
  readonly words: string
}

export interface MapBand {
  readonly id: string
  readonly title: string
  /** Left of the cells: glyph, name, how many. */
  readonly head: ReactNode
  readonly cells: readonly MapCell[]
}

interface CellMapProps {
  readonly bands: readonly MapBand[]
  /** What the map shows, for assistive technology. */
  readonly label: string
  /** Side of a cell with its gap, in px. */
  readonly pitch?: number
  readonly open: string | undefined
  readonly onOpen: (id: string) => void
  /** What is said of the cell under the pointer, or of the one the keys stand on. */
  readonly tip: (id: string) => ReactNode
}

const gap = 3

interface OneProps {
  readonly domId: string
  readonly cell: MapCell
  readonly at: string
  readonly x: number
  readonly y: number
  readonly pitch: number
  readonly active: boolean
  readonly open: boolean
}

/** One cell. Of a thousand only those that changed are drawn again. */
const Cell = memo(
  function Cell({ domId, cell, at, x, y, pitch, active, open }: OneProps) {
    const side = pitch - gap
    return (
      <g id={domId} role="gridcell" aria-label={cell.words} data-cell={at}>
        <rect className={styles['hit']} x={x} y={y} width={pitch} height={pitch} />
        <CellShape mark={cell.mark} x={x} y={y} side={side} />
        {active || open ? (
          <rect
            className={styles['ring']}
            data-active={active || undefined}
            data-open={open || undefined}
            x={x - 2}
            y={y - 2}
            width={side + 4}
            height={side + 4}
            rx="3.5"
          />
        ) : null}
      </g>
    )
  },
  (one, other) =>
    one.cell.mark === other.cell.mark &&
    one.cell.words === other.cell.words &&
    one.domId === other.domId &&
    one.x === other.x &&
    one.y === other.y &&
    one.active === other.active &&
    one.open === other.open,
)

/** What stands left of the cells, with its gap; see the style sheet. */
const headWidth = { wide: 136, narrow: 128 } as const

/** One cell for each target, band under band: arrows walk the cells, Enter opens one, the pointer tells of the one it is on. */
export function CellMap({ bands, label, pitch = 17, open, onOpen, tip }: CellMapProps) {
  const id = useId()
  const map = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(0)
  const [place, setPlace] = useState<MapPlace>([0, 0])
  const [told, setTold] = useState<{ readonly place: MapPlace; readonly x: number; readonly y: number } | null>(null)
  useLayoutEffect(() => {
    const element = map.current
    if (element === null) return
    const measure = () => setRoom(Math.max(0, element.clientWidth - (window.innerWidth < 980 ? headWidth.narrow : headWidth.wide)))
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const columns = columnsIn(room, pitch)
  const cellAt = ([band, cell]: MapPlace): MapCell | undefined => bands[band]?.cells[cell]
  const at: MapPlace = cellAt(place) === undefined ? [0, 0] : place

  const tell = (next: MapPlace | null): void => {
    const element = map.current
    const cell = next === null ? null : document.getElementById(`${id}-${next[0]}-${next[1]}`)
    if (next === null || element === null || cell === null) {
      setTold(null)
      return
    }
    const box = cell.getBoundingClientRect()
    const around = element.getBoundingClientRect()
    setTold({ place: next, x: Math.min(box.left - around.left, Math.max(0, around.width - 260)), y: box.bottom - around.top + 6 })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const cell = cellAt(at)
    if (event.altKey || event.ctrlKey || event.metaKey) return
    if (event.key === 'Enter' && cell !== undefined) onOpen(cell.id)
    else {
      const sizes = bands.map(({ cells }) => cells.length)
      const next = movedInBands(event.key, at, sizes, columns)
      if (next === null) return
      setPlace(next)
      document.getElementById(`${id}-${next[0]}-${next[1]}`)?.scrollIntoView({ block: 'nearest' })
      tell(next)
    }
    event.preventDefault()
    event.stopPropagation()
  }
  const placeOf = (target: EventTarget): MapPlace | null => {
    const written = target instanceof Element ? target.closest('[data-cell]')?.getAttribute('data-cell') : null
    if (written == null) return null
    const [band = 0, cell = 0] = written.split(' ').map(Number)
    return [band, cell]
  }
  const onPointerMove = (event: PointerEvent) => {
    const next = placeOf(event.target)
    if (next?.[0] !== told?.place[0] || next?.[1] !== told?.place[1]) tell(next)
  }
  // A map that has become smaller leaves no words about a cell that is gone.
  useEffect(
    () => setTold((before) => (before !== null && bands[before.place[0]]?.cells[before.place[1]] === undefined ? null : before)),
    [bands],
  )

  const toldCell = told === null ? undefined : cellAt(told.place)
  return (
    <div
      ref={map}
      className={styles['map']}
      role="grid"
      aria-label={label}
      aria-activedescendant={`${id}-${at[0]}-${at[1]}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onBlur={() => setTold(null)}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setTold(null)}
      onClick={(event) => {
        const chosen = placeOf(event.target)
        if (chosen === null) return
        setPlace(chosen)
        const cell = cellAt(chosen)
        if (cell !== undefined) onOpen(cell.id)
      }}
    >
      {bands.map((band, index) => (
        <div key={band.id} className={styles['band']} role="row" aria-label={`${band.title}, ${band.cells.length}`}>
          <div className={styles['head']} role="rowheader">
            {band.head}
          </div>
          <svg
            className={styles['cells']}
            width={columns * pitch}
            height={Math.ceil(band.cells.length / columns) * pitch}
            role="presentation"
          >
            {band.cells.map((cell, position) => (
              <Cell
                key={cell.id}
                domId={`${id}-${index}-${position}`}
                cell={cell}
                at={`${index} ${position}`}
                x={(position % columns) * pitch}
                y={Math.floor(position / columns) * pitch}
                pitch={pitch}
                active={index === at[0] && position === at[1]}
                open={cell.id === open}
              />
            ))}
          </svg>
        </div>
      ))}
      {told === null || toldCell === undefined ? null : (
        <div className={styles['tip']} style={{ left: told.x, top: told.y }} aria-hidden>
          {tip(toldCell.id)}
        </div>
      )}
    </div>
  )
}
