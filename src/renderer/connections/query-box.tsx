import { Checkbox, NativeSelect } from '@mantine/core'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Connection } from '#contract/connections.ts'
import type { ProvostError } from '#contract/errors.ts'
import type { QueryPlan } from '#contract/query-plan.ts'
import type { Cell, ResultColumn } from '#contract/values.ts'
import { client, problemOf } from '../bridge/index.ts'
import { isMac, keyCaps, toast, useRowHeights, useWhyNot } from '../shell/index.ts'
import { arraySource, DataGrid, type GridColumn, useGrid } from '../ui/grid/index.ts'
import { Act, alignedRight, CellValue, cellText, countOf, EmptyFace, FailedFace, formatDuration, Glyph, PaneFoot } from '../ui/index.ts'
import { PlanTree } from './plan-tree.tsx'
import styles from './query-box.module.css'

interface Result {
  readonly columns: readonly ResultColumn[]
  readonly rows: readonly (readonly Cell[])[]
  readonly cappedBy: 'rows' | 'bytes' | null
  readonly ms: number
}

type Run =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly since: number }
  | { readonly kind: 'done'; readonly result: Result }
  | { readonly kind: 'planned'; readonly plan: QueryPlan & { readonly ms: number } }
  | { readonly kind: 'failed'; readonly problem: ProvostError }
  | { readonly kind: 'cancelled'; readonly ms: number }

const limit = 1000

const cappedWords = { rows: `, the first ${limit} only`, bytes: ', as many as fit into one result', nothing: '' }

/** Time limits to choose from, in ms. */
const usualTimeLimit = 60_000
const timeLimits = [10_000, usualTimeLimit, 300_000, 1_800_000].map((ms) => ({ value: String(ms), label: formatDuration(ms) }))

/** Columns by place, because a statement may name two alike. */
const columnsOf = (columns: readonly ResultColumn[]): GridColumn<readonly Cell[]>[] =>
  columns.map((column, at) => ({
    id: `${at} ${column.name}`,
    title: column.name,
    subtitle: column.type,
    width: 160,
    align: alignedRight.has(column.kind) ? 'end' : 'start',
    cell: (row) => <CellValue cell={row[at] ?? null} kind={column.kind} />,
    text: (row) => cellText(row[at] ?? null),
  }))

function ResultTable({ name, result }: { readonly name: string; readonly result: Result }) {
  const columns = useMemo(() => columnsOf(result.columns), [result.columns])
  const source = useMemo(() => arraySource(result.rows), [result.rows])
  const grid = useGrid(`query:${name}`, columns)
  const heights = useRowHeights()
  return (
    <>
      <DataGrid
        grid={grid}
        source={source}
        label="Result of the statement"
        rowHeight={heights.data}
        lines
        numbers
        onCopied={(rows) => toast(`${countOf(rows, 'row', 'rows')} copied`)}
        empty={
          <EmptyFace icon="table" title="The statement gave no row">
            It ran and found nothing, in {formatDuration(result.ms)}.
          </EmptyFace>
        }
      />
      <PaneFoot>
        <span className="num">
          <b>{countOf(result.rows.length, 'row', 'rows')}</b>
          {cappedWords[result.cappedBy ?? 'nothing']} in {formatDuration(result.ms)}
        </span>
      </PaneFoot>
    </>
  )
}

/** One statement on a session the database keeps from writing; cancelling it cancels it in the server. */
export function QueryBox({ connection }: { readonly connection: Connection }) {
  const [sql, setSql] = useState('')
  const [run, setRun] = useState<Run>({ kind: 'idle' })
  const [measured, setMeasured] = useState(false)
  const [timeoutMs, setTimeoutMs] = useState(usualTimeLimit)
  const measures = measured && connection.engine !== 'sqlite'
  const abort = useRef<AbortController>(undefined)
  const refused = useWhyNot('tables.query')
  const [, tick] = useState(0)
  useEffect(() => () => abort.current?.abort(), [])
  useEffect(() => {
    if (run.kind !== 'running') return
    const timer = setInterval(() => tick((before) => before + 1), 100)
    return () => clearInterval(timer)
  }, [run.kind])

  const start = async (what: 'rows' | 'plan' = 'rows') => {
    if (sql.trim() === '' || run.kind === 'running') return
    const own = new AbortController()
    const since = performance.now()
    abort.current = own
    setRun({ kind: 'running', since })
    try {
      const { name } = connection
      if (what === 'plan') {
        setRun({
          kind: 'planned',
          plan: await client.connections.explain({ name, sql, measured: measures, timeoutMs }, { signal: own.signal }),
        })
      } else {
        setRun({ kind: 'done', result: await client.connections.query({ name, sql, limit, timeoutMs }, { signal: own.signal }) })
      }
    } catch (error) {
      setRun(own.signal.aborted ? { kind: 'cancelled', ms: performance.now() - since } : { kind: 'failed', problem: problemOf(error) })
    }
  }
  const whyNot = refused ?? (sql.trim() === '' ? 'Write a statement first.' : null)
  return (
    <div className={styles['box']}>
      <div className={styles['editor']}>
        <textarea
          aria-label="Statement"
          placeholder="select …"
          spellCheck={false}
          value={sql}
          onChange={(event) => setSql(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
              event.preventDefault()
              void start()
            }
          }}
        />
        <div className={styles['acts']}>
          {run.kind === 'running' ? (
            <>
              <Act icon="stop" onClick={() => abort.current?.abort()}>
                Cancel
              </Act>
              <Glyph name="running" tone="accent" />
              <span className="num">Running, {formatDuration(performance.now() - run.since)}</span>
            </>
          ) : (
            <>
              <Act look="primary" icon="play" whyNot={whyNot} onClick={() => void start()}>
                Run
              </Act>
              <Act icon="eye" whyNot={whyNot} onClick={() => void start('plan')}>
                Explain
              </Act>
              {connection.engine === 'sqlite' ? null : (
                <Checkbox
                  size="xs"
                  label="Measure"
                  title="Explain runs the statement then, under the same guard, and tells the time of each step."
                  checked={measured}
                  onChange={(event) => setMeasured(event.currentTarget.checked)}
                />
              )}
              <NativeSelect
                size="xs"
                aria-label="Time limit"
                title="A statement that takes longer is stopped in the server."
                data={timeLimits}
                value={String(timeoutMs)}
                onChange={(event) => setTimeoutMs(Number(event.currentTarget.value))}
              />
              <span>
                {keyCaps('mod+Enter', isMac).join(' ')} runs it. One statement, read-only, at most {limit} rows.
              </span>
            </>
          )}
        </div>
      </div>
      {run.kind === 'planned' ? <PlanTree plan={run.plan} /> : null}
      {run.kind === 'done' ? <ResultTable name={connection.name} result={run.result} /> : null}
      {run.kind === 'failed' ? <FailedFace problem={run.problem} onRetry={run.problem.retryable ? () => void start() : undefined} /> : null}
      {run.kind === 'cancelled' ? (
        <EmptyFace icon="stop" title="The statement was cancelled">
          It was ended in the server too, after {formatDuration(run.ms)}.
        </EmptyFace>
      ) : null}
    </div>
  )
}
