import { Modal } from '@mantine/core'
import { type KeyboardEvent, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { FigureRest, formatCount, LinkAct } from '../ui/index.ts'
import styles from './fleet-map.module.css'
import {
  type MapGroup,
  type MapScale,
  mapGroups,
  mostCells,
  movedOnMap,
  placedGroups,
  scaleThatFits,
  troubled,
} from './fleet-map-layout.ts'
import { MapCells } from './map-cells.tsx'
import type { TenantRow } from './tenant-row.ts'

interface GridProps {
  readonly groups: readonly MapGroup[]
  readonly open: string | undefined
  readonly onOpen: (domain: string) => void
  readonly titles: boolean
  readonly scale: MapScale
}

/** The map as a grid to the keyboard: arrows walk the cells, Enter opens the tenant. */
function MapGrid({ groups, open, onOpen, titles, scale }: GridProps) {
  const id = useId()
  const [[group, cell], setPlace] = useState<readonly [number, number]>([0, 0])
  const { groups: placed, width } = useMemo(() => placedGroups(groups, scale), [groups, scale])
  const high = Math.max(0, ...groups.map(({ cells }) => Math.min(scale.rows, cells.length)))
  const height = high * scale.pitch
  const at = placed[group]?.cells[cell] === undefined ? ([0, 0] as const) : ([group, cell] as const)
  const onKeyDown = (event: KeyboardEvent) => {
    const domain = placed[at[0]]?.cells[at[1]]?.domain
    if (event.key === 'Enter' && domain !== undefined) onOpen(domain)
    else {
      const next = movedOnMap(
        event.key,
        at,
        placed.map(({ cells }) => cells.length),
        scale.rows,
      )
      if (next === null || event.altKey || event.ctrlKey || event.metaKey) return
      setPlace(next)
    }
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div
      className={styles['map']}
      role="grid"
      aria-label="Fleet map, one cell for each tenant; the list below holds the same"
      aria-activedescendant={`${id}-${at[0]}-${at[1]}`}
      tabIndex={0}
      onKeyDown={onKeyDown}
    >
      <svg width={width} height={height + (titles ? 14 : 0)} role="presentation">
        {placed.map((one, index) => (
          <MapCells
            key={one.server}
            id={id}
            group={one}
            index={index}
            scale={scale}
            active={index === at[0] ? at[1] : null}
            open={open}
            onOpen={onOpen}
          />
        ))}
        {titles
          ? placed.map((one) => (
              <text key={one.server} className={styles['title']} x={one.x} y={height + 11} aria-hidden>
                {one.title} {formatCount(one.cells.length)}
              </text>
            ))
          : null}
      </svg>
    </div>
  )
}

const wholeScale: MapScale = { pitch: 6, rows: 6 }

/** Every tenant when the strip is too narrow for it: a map for each server, in a dialog. */
function WholeMap({ groups, open, onOpen }: Omit<GridProps, 'titles' | 'scale'>) {
  return (
    <div className={styles['wide']}>
      {groups.map((group) => (
        <section key={group.server}>
          <h3>
            {group.title} <span className={styles['words']}>{formatCount(group.cells.length)}</span>
          </h3>
          <div style={{ overflowX: 'auto' }}>
            <MapGrid groups={[group]} open={open} onOpen={onOpen} titles={false} scale={wholeScale} />
          </div>
        </section>
      ))}
    </div>
  )
}

/** The servers in words: those with trouble first, each of how many. */
function Grouped({ groups }: { readonly groups: readonly MapGroup[] }) {
  const told = groups.map(({ server, title, cells }) => ({ server, title, all: cells.length, trouble: troubled(cells) }))
  const inTrouble = told.filter(({ trouble }) => trouble > 0)
  return (
    <div className={styles['groups']}>
      {inTrouble.length === 0 ? `${formatCount(groups.length)} servers, nothing in trouble` : 'In trouble: '}
      {inTrouble.map(({ server, title, all, trouble }, index) => (
        <span key={server}>
          {index === 0 ? '' : ', '}
          {title} <b>{formatCount(trouble)}</b> of {formatCount(all)}
        </span>
      ))}
    </div>
  )
}

interface MapProps {
  readonly rows: readonly TenantRow[]
  readonly open: string | undefined
  readonly onOpen: (domain: string) => void
}

/** The fleet by server, one cell for each tenant; a fleet the strip cannot hold is told by server, and opens on demand. */
export function FleetMap({ rows, open, onOpen }: MapProps) {
  const box = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(0)
  const [whole, setWhole] = useState(false)
  useLayoutEffect(() => {
    const element = box.current
    if (element === null) return
    const observer = new ResizeObserver(() => setRoom(element.clientWidth))
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  const groups = useMemo(() => mapGroups(rows), [rows])
  const scale = rows.length > mostCells ? null : scaleThatFits(groups, room === 0 ? Number.POSITIVE_INFINITY : room)
  return (
    <FigureRest label="Fleet by server">
      <div ref={box}>
        {scale !== null ? (
          <MapGrid groups={groups} open={open} onOpen={onOpen} titles scale={scale} />
        ) : (
          <>
            <Grouped groups={groups} />
            <LinkAct onClick={() => setWhole(true)}>Show the map</LinkAct>
          </>
        )}
      </div>
      <Modal opened={whole} onClose={() => setWhole(false)} title={`Fleet map, ${formatCount(rows.length)} tenants`} size="xl">
        <WholeMap
          groups={groups}
          open={open}
          onOpen={(domain) => {
            setWhole(false)
            onOpen(domain)
          }}
        />
      </Modal>
    </FigureRest>
  )
}
