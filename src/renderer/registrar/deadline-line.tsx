import { Popover } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useLayoutEffect, useMemo, useState } from 'react'
import { orpc } from '../bridge/index.ts'
import type { TargetRecord } from '../shell/index.ts'
import { formatCount, formatDate, LinkAct } from '../ui/index.ts'
import { axisDays, type DeadlineLayout, type Dot, deadlineLayout, deadlineSummary, type LinePoint } from './deadline-layout.ts'
import styles from './deadline-line.module.css'
import { daysSentence, daysWords } from './due-words.ts'

const height = 72
const axis = 52
const step = 10
const radius = 3.4
const levels = 4
/** As many cases as the console is told of. */
const mostDots = 400
/** Of the pane, at each side, in px. */
const padding = 16

const toneOf = (daysLeft: number): string => daysWords(daysLeft).tone

function useWidth() {
  const [box, setBox] = useState<HTMLElement | null>(null)
  const [width, setWidth] = useState(0)
  useLayoutEffect(() => {
    if (box === null) return
    const observer = new ResizeObserver(() => setWidth(box.clientWidth - padding * 2))
    observer.observe(box)
    return () => observer.disconnect()
  }, [box])
  return [setBox, width] as const
}

const dateAfter = (days: number, today: Date): string => {
  const date = new Date(Date.UTC(today.getFullYear(), today.getMonth(), today.getDate() + days))
  return new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(date)
}

function Grounds({ x }: { readonly x: DeadlineLayout['x'] }) {
  const ground = (name: string, from: number, to: number) => (
    <rect className={styles[name]} x={from} y={4} width={Math.max(0, to - from)} height={axis - 4} />
  )
  return (
    <>
      {ground('past', 0, x(0))}
      {ground('urgent', x(0), x(5))}
      {ground('soon', x(5), x(14))}
    </>
  )
}

function Axis({
  layout,
  width,
  overdue,
  today,
}: {
  readonly layout: DeadlineLayout
  readonly width: number
  readonly overdue: number
  readonly today: Date
}) {
  const { x } = layout
  return (
    <>
      <line className={styles['axis']} x1={0} x2={width} y1={axis + 0.5} y2={axis + 0.5} />
      <line className={styles['today']} x1={x(0)} x2={x(0)} y1={0} y2={axis + 5} />
      {overdue === 0 || x(0) < 60 ? null : (
        <text className={styles['tick']} data-tone="fail" x={0} y={height - 4}>
          Overdue {overdue}
        </text>
      )}
      <text className={styles['tick']} data-tone="ink" x={Math.max(14, x(0))} y={height - 4} textAnchor="middle">
        Today
      </text>
      {axisDays.map((day) => (
        <text key={day} className={styles['tick']} x={x(day)} y={height - 4} textAnchor="middle">
          {dateAfter(day, today)}
        </text>
      ))}
      <text className={styles['tick']} x={width} y={height - 4} textAnchor="end">
        45 days
      </text>
    </>
  )
}

function Case({
  dot,
  open,
  onChoose,
  today,
}: {
  readonly dot: Dot
  readonly open: boolean
  readonly onChoose: (id: string) => void
  readonly today: Date
}) {
  const y = axis - 8 - dot.level * step
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut for the pointer; keys have the list and the table of the same cases
    <g onClick={() => onChoose(dot.id)}>
      <title>{`${formatDate(dot.deadline, today)}, ${daysSentence(dot.daysLeft)}, ${dot.decided ? 'decided' : 'to decide'}`}</title>
      <circle className={styles['hit']} cx={dot.x} cy={y} r={step / 2} />
      {open ? <circle className={styles['open']} cx={dot.x} cy={y} r={radius + 3.2} /> : null}
      <circle
        className={styles['dot']}
        data-tone={toneOf(dot.daysLeft)}
        data-decided={dot.decided || undefined}
        cx={dot.x}
        cy={y}
        r={radius}
      />
    </g>
  )
}

function AsTable({
  points,
  onChoose,
  today,
}: {
  readonly points: readonly LinePoint[]
  readonly onChoose: (id: string) => void
  readonly today: Date
}) {
  return (
    <div className={styles['table']}>
      <table>
        <thead>
          <tr>
            <th scope="col">Due</th>
            <th scope="col">Left</th>
            <th scope="col">Decision</th>
            <th scope="col">Case</th>
          </tr>
        </thead>
        <tbody>
          {points.map((point) => (
            <tr key={point.id}>
              <td>{formatDate(point.deadline, today)}</td>
              <td className="num">{daysSentence(point.daysLeft)}</td>
              <td>{point.decided ? 'decided' : 'to decide'}</td>
              <td>
                <LinkAct onClick={() => onChoose(point.id)}>Open {point.id}</LinkAct>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface LineProps {
  readonly target: TargetRecord
  readonly open: string | undefined
  readonly onChoose: (id: string) => void
}

/** Every open case on the calendar by the day its money is due. The list below is its twin; a table stands behind it as well. */
export function DeadlineLine({ target, open, onChoose }: LineProps) {
  const { data } = useQuery(orpc.registrar.withdrawalSummary.queryOptions({ input: { target: target.reference } }))
  const [box, width] = useWidth()
  const [table, setTable] = useState(false)
  const today = new Date()
  const layout = useMemo(() => deadlineLayout(data?.line ?? [], Math.max(0, width - radius * 2), levels), [data, width])
  if (data === undefined || data.mapping.absent.includes('deadline')) return null
  return (
    <div ref={box} className={styles['line']}>
      <div className={styles['head']}>
        <b>{data.open === 0 ? 'No case is open' : `${formatCount(data.open)} open, by the day the money is due`}</b>
        {data.line.length < data.open ? (
          <span className={styles['key']}>
            {formatCount(data.open - data.line.length)} not drawn: {data.line.length < mostDots ? 'no date stored' : 'later ones'}
          </span>
        ) : null}
        <div className={styles['keys']}>
          <span className={styles['key']}>
            <svg width="9" height="9" aria-hidden>
              <circle className={styles['dot']} data-decided cx="4.5" cy="4.5" r={radius} />
            </svg>
            decided
          </span>
          <span className={styles['key']}>
            <svg width="9" height="9" aria-hidden>
              <circle className={styles['dot']} cx="4.5" cy="4.5" r={radius} />
            </svg>
            to decide
          </span>
          <Popover opened={table} onChange={setTable} position="bottom-end" trapFocus returnFocus>
            <Popover.Target>
              <button type="button" className={styles['link']} onClick={() => setTable(!table)}>
                As a table
              </button>
            </Popover.Target>
            <Popover.Dropdown>
              <AsTable
                points={data.line}
                today={today}
                onChoose={(id) => {
                  setTable(false)
                  onChoose(id)
                }}
              />
            </Popover.Dropdown>
          </Popover>
        </div>
      </div>
      <svg className={styles['drawing']} role="img" aria-label={deadlineSummary(data.line)}>
        {width <= 0 ? null : (
          <>
            <Grounds x={layout.x} />
            <Axis layout={layout} width={width} overdue={data.overdue} today={today} />
            {layout.dots.map((dot) => (
              <Case key={dot.id} dot={dot} open={dot.id === open} onChoose={onChoose} today={today} />
            ))}
            {layout.overflows.map(({ x, more }) => (
              <text key={x} className={styles['tick']} x={x} y={axis - 8 - levels * step + 4} textAnchor="middle">
                +{more}
              </text>
            ))}
          </>
        )}
      </svg>
    </div>
  )
}
