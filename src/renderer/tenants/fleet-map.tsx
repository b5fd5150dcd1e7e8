import { Modal } from '@mantine/core'
import { type KeyboardEvent, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { FigureRest, formatCount, LinkAct } from '../ui/index.ts'
import styles from './fleet-map.module.css'
import { type MapGroup, mapGroups, mapRows, mostCells, movedOnMap, pitch, placedGroups, troubled } from './fleet-map-layout.ts'
import { MapCells } from './map-cells.tsx'
import type { TenantRow } from './tenant-row.ts'

interface GridProps {
  readonly groups: readonly MapGroup[]
  readonly open: string | undefined
  readonly onOpen: (domain: string) => void
  readonly titles: boolean
}

/** The map as a grid to the keyboard: arrows walk the cells, Enter opens the tenant. */
function MapGrid({ groups, open, onOpen, titles }: GridProps) {
  const id = useId()
  const [[group, cell], setPlace] = useState<readonly [number, number]>([0, 0])
  const { groups: placed, width } = useMemo(() => placedGroups(groups), [groups])
  const height = mapRows * pitch
  const at = placed[group]?.cells[cell] === undefined ? ([0, 0] as const) : ([group, cell] as const)
  const onKeyDown = (event: KeyboardEvent) => {
    const domain = placed[at[0]]?.cells[at[1]]?.domain
    if (event.key === 'Enter' && domain !== undefined) onOpen(domain)
    else {
      const next = movedOnMap(
        event.key,
        at,
        placed.map(({ cells }) => cells.length),
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
      <svg width={width} height={height + (titles ? 16 : 0)} role="presentation">
        {placed.map((one, index) => (
          <MapCells
            key={one.server}
            id={id}
            group={one}
            index={index}
            top={0}
            active={index === at[0] ? at[1] : null}
            open={open}
            onOpen={onOpen}
          />
        ))}
        {titles
          ? placed.map((one) => (
              <text key={one.server} className={styles['title']} x={one.x} y={height + 12} aria-hidden>
                {one.title} {formatCount(one.cells.length)}
              </text>
            ))
          : null}
      </svg>
    </div>
  )
}

/** Every tenant when the strip is too narrow for it: a map for each server, in a dialog. */
function WholeMap({ groups, open, onOpen }: Omit<GridProps, 'titles'>) {
  return (
    <div className={styles['wide']}>
      {groups.map((group) => (
        <section key={group.server}>
          <h3>
            {group.title} <span className={styles['words']}>{formatCount(group.cells.length)}</span>
          </h3>
          <div style={{ overflowX: 'auto' }}>
            <MapGrid groups={[group]} open={open} onOpen={onOpen} titles={false} />
          </div>
        </section>
      ))}
    </div>
  )
}

function Grouped({ groups }: { readonly groups: readonly MapGroup[] }) {
  return (
    <div className={styles['groups']}>
      {groups.map(({ server, title, cells }) => {
        const trouble = troubled(cells)
        return (
          <span key={server}>
            {title} {formatCount(cells.length)}
            {trouble === 0 ? ', all well' : null}
            {trouble === 0 ? null : (
              <>
                , <b>{formatCount(trouble)} in trouble</b>
              </>
            )}
          </span>
        )
      })}
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
  const { width } = useMemo(() => placedGroups(groups), [groups])
  const fits = rows.length <= mostCells && (room === 0 || width <= room)
  return (
    <FigureRest label="Fleet by server">
      <div ref={box}>
        {fits ? (
          <MapGrid groups={groups} open={open} onOpen={onOpen} titles />
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
