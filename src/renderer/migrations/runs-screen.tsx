import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { Run } from '#contract/migrations.ts'
import { orpc, problemOf } from '../bridge/index.ts'
import { useMovingNow } from '../lists/index.ts'
import { useCommands, useInstants, useRowHeights, useWhyNot } from '../shell/index.ts'
import { arraySource, DataGrid, type GridColumn, useGrid } from '../ui/grid/index.ts'
import {
  Act,
  countOf,
  EmptyFace,
  FailedFace,
  ForbiddenFace,
  formatCount,
  formatDuration,
  LoadingFace,
  MainPane,
  PaneFoot,
  Screen,
  State,
} from '../ui/index.ts'
import { ShareBar } from '../ui/run-charts/index.ts'
import { DeskHeader } from './desk-header.tsx'
import { rateWords } from './run-facts.ts'
import { isRunning, runWords, toolNames } from './state-words.ts'
import styles from './status.module.css'
import { useAddress, useGo } from './use-address.ts'

const limit = 500

const tookOf = (run: Run, now: number): string => {
  if (run.startedAt === null) return 'not begun'
  return formatDuration(Math.max(0, (run.finishedAt === null ? now : Date.parse(run.finishedAt)) - Date.parse(run.startedAt)))
}

function Runs() {
  const [address] = useAddress()
  const go = useGo()
  const heights = useRowHeights()
  const instants = useInstants()
  const list = useQuery(orpc.migrations.runs.queryOptions({ input: { limit }, staleTime: 0, refetchInterval: 2000 }))
  const runs = list.data?.runs ?? []
  const active = runs.filter(({ state }) => isRunning(state)).length
  const now = useMovingNow(active > 0)
  const toRun = go.run
  // A job leads to its run: where the drawer and the palette come from.
  const ofJob = address.job === undefined ? undefined : runs.find(({ job }) => job === address.job)?.id
  useEffect(() => {
    if (ofJob !== undefined) toRun(ofJob)
  }, [ofJob, toRun])
  useCommands([
    { id: 'runs.refresh', title: 'Read the runs again', group: 'here', icon: 'refresh', keys: ['r'], run: () => void list.refetch() },
  ])
  const columns = useMemo(
    (): GridColumn<Run>[] => [
      {
        id: 'title',
        title: 'Run',
        width: 250,
        grows: true,
        cell: (run) => <b className={styles['name']}>{run.title}</b>,
        text: (run) => run.title,
      },
      {
        id: 'state',
        title: 'State',
        width: 160,
        cell: (run) => {
          const { state } = run
          const words = runWords(run)
          return (
            <State glyph={words.glyph} tone={state === 'done' ? 'quiet' : words.tone} glyphTone={words.glyphTone}>
              {words.word}
            </State>
          )
        },
        text: (run) => runWords(run).word,
      },
      {
        id: 'share',
        title: 'Settled',
        width: 150,
        cell: ({ counts, total, id }) => (
          <span className={styles['share']}>
            <ShareBar
              label={`Targets settled of run ${id}`}
              total={total}
              shares={[
                { tone: 'ok', count: counts.done, word: 'done' },
                { tone: 'fail', count: counts.failed, word: 'failed' },
                { tone: 'quiet', count: counts.skipped, word: 'skipped' },
                { tone: 'accent', count: counts.running, word: 'running' },
              ]}
            />
            <span className="num">
              {formatCount(counts.done + counts.failed + counts.skipped)} of {formatCount(total)}
            </span>
          </span>
        ),
        text: ({ counts, total }) => `${counts.done + counts.failed + counts.skipped} of ${total}`,
      },
      {
        id: 'failed',
        title: 'Failed',
        width: 72,
        align: 'end',
        cell: ({ counts: { failed } }) => (
          <span className="num" style={failed > 0 ? { color: 'var(--pv-fail)', fontWeight: 500 } : { color: 'var(--pv-ink-3)' }}>
            {formatCount(failed)}
          </span>
        ),
        text: ({ counts }) => String(counts.failed),
      },
      {
        id: 'rate',
        title: 'A second',
        width: 84,
        align: 'end',
        givesWay: 3,
        cell: ({ tenantsPerSecond }) => <span className="num">{tenantsPerSecond === null ? '' : rateWords(tenantsPerSecond)}</span>,
        text: ({ tenantsPerSecond }) => String(tenantsPerSecond ?? ''),
      },
      {
        id: 'took',
        title: 'Took',
        width: 96,
        align: 'end',
        givesWay: 2,
        cell: (run) => <span className="num">{tookOf(run, now)}</span>,
        text: (run) => tookOf(run, now),
      },
      {
        id: 'began',
        title: 'Began',
        width: 166,
        givesWay: 1,
        cell: ({ createdAt }) => <span className="num">{instants.full(new Date(createdAt))}</span>,
        text: ({ createdAt }) => createdAt,
      },
      { id: 'operator', title: 'Operator', width: 116, givesWay: 4, cell: ({ operator }) => operator, text: ({ operator }) => operator },
      {
        id: 'source',
        title: 'Source',
        width: 150,
        givesWay: 5,
        cell: ({ source }) => (
          <span className={styles['quiet']} title={source.directory ?? source.title}>
            {source.tool === 'provost' ? source.title : `${toolNames[source.tool]}, ${source.title}`}
          </span>
        ),
        text: ({ source }) => source.directory ?? source.title,
      },
      { id: 'id', title: 'Id', width: 112, givesWay: 6, cell: ({ id }) => <span className="mono">{id}</span>, text: ({ id }) => id },
    ],
    [instants, now],
  )
  const source = useMemo(() => arraySource(runs), [runs])
  const grid = useGrid('migrations-runs', columns)
  return (
    <Screen>
      <MainPane>
        <DeskHeader
          part="runs"
          acts={
            <Act icon="migrations" onClick={() => go.part('/migrations/plan')}>
              Plan…
            </Act>
          }
        />
        {list.error !== null && runs.length === 0 ? (
          <FailedFace problem={problemOf(list.error)} onRetry={() => void list.refetch()} />
        ) : list.isPending ? (
          <LoadingFace rows={6}>Reading the runs</LoadingFace>
        ) : (
          <DataGrid
            grid={grid}
            source={source}
            label="Runs"
            rowHeight={heights.list}
            onOpen={(run) => go.run(run.id)}
            empty={
              <EmptyFace
                icon="migrations"
                title="No run yet"
                acts={
                  <Act look="primary" icon="migrations" onClick={() => go.part('/migrations/plan')}>
                    Plan…
                  </Act>
                }
              >
                A run applies one frozen plan to many targets, in waves. It survives its console, and every one stays here with what came of
                each target.
              </EmptyFace>
            }
          />
        )}
        <PaneFoot>
          <span className="num">
            {countOf(runs.length, 'run', 'runs')}, newest first{active === 0 ? '' : `, ${active} being worked on`}
          </span>
        </PaneFoot>
      </MainPane>
    </Screen>
  )
}

/** Every run there was, the newest first. */
export function RunsScreen() {
  const refused = useWhyNot('migrations.read')
  return refused === null ? <Runs /> : <ForbiddenFace title="Migrations are for those who keep the schemas">{refused}</ForbiddenFace>
}
