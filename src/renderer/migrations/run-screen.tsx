import { Menu, SegmentedControl } from '@mantine/core'
import { useParams } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useState } from 'react'
import type { RunId } from '#contract/ids.ts'
import type { RunTarget, RunTargetState } from '#contract/migrations.ts'
import { problemOf } from '../bridge/index.ts'
import { useMovingNow, useOpenRow } from '../lists/index.ts'
import { useCommands, useLive, useWhyNot } from '../shell/index.ts'
import { MapLegend } from '../ui/cell-map/index.ts'
import { arraySource } from '../ui/grid/index.ts'
import {
  Act,
  FailedFace,
  FilterBar,
  ForbiddenFace,
  formatCount,
  LoadingFace,
  MainPane,
  Note,
  PaneBody,
  Screen,
  type TabItem,
  Tabs,
} from '../ui/index.ts'
import { failureGroups } from './failure-groups.ts'
import { isRollback, rollbackOfRun } from './rollback-why-not.ts'
import styles from './run.module.css'
import { RunFailures } from './run-failures.tsx'
import { RunHeader } from './run-header.tsx'
import { RunList, runRowOf } from './run-list.tsx'
import { RunMap } from './run-map.tsx'
import { RunSide, RunTargetPane } from './run-side.tsx'
import { RunSummary } from './run-summary.tsx'
import { runWatch } from './run-watch.ts'
import { isRunning, runTargetWords } from './state-words.ts'
import { StopDialog } from './stop-dialog.tsx'
import { writeTargets } from './targets-text.ts'
import { useAddress, useGo } from './use-address.ts'
import { outdateAnswers } from './use-gathering.ts'
import { useRoomBeside } from './use-room.ts'
import { useRunActs } from './use-run-acts.ts'

type Shown = RunTargetState | 'all'
const shownStates: readonly Shown[] = ['all', 'failed', 'running', 'skipped', 'pending', 'done']
const isShown = (text: string | undefined): text is Shown => shownStates.some((state) => state === text)

function RunView({ id }: { readonly id: RunId }) {
  const [address, change] = useAddress()
  const live = useMemo(() => runWatch(id), [id])
  const { run, targets: byPosition, problem } = useLive(live)
  const targets = useMemo(() => [...byPosition.values()].toSorted((one, other) => one.position - other.position), [byPosition])
  const active = run !== null && isRunning(run.state)
  const now = useMovingNow(active)
  const beside = useRoomBeside()
  // Where it would cover the map it stays away until it is asked for.
  const [wanted, setSide] = useState<boolean | null>(null)
  const side = wanted ?? beside
  const [stopping, setStopping] = useState(false)
  const acts = useRunActs(run, live.look)
  const as = address.view === 'list' ? 'list' : 'map'
  const by = address.part === 'server' ? 'server' : 'wave'
  const shown: Shown = isShown(address.status) ? address.status : 'all'
  const rows = useMemo(() => targets.filter(({ status }) => shown === 'all' || status === shown).map(runRowOf), [targets, shown])
  const source = useMemo(() => arraySource(rows), [rows])
  const onOpen = useCallback((target: string) => change({ open: target }), [change])
  const open = useOpenRow({ source, open: address.open, onOpen })
  const opened = targets.find(({ target }) => target === address.open)
  const groups = useMemo(() => failureGroups(targets), [targets])
  // What the status said before this run is no longer so.
  const ended = run !== null && !active
  useEffect(() => {
    if (ended) outdateAnswers()
  }, [ended])
  const retry = (some: readonly string[]) => acts.resume.mutate(some)
  const go = useGo()
  const compare = (some: readonly RunTarget[]) =>
    go.part('/migrations/drift', { source: run?.source.directory ?? undefined, on: writeTargets(some.map(({ reference }) => reference)) })

  const refused = useWhyNot('migrations.apply')
  const takesBack = run !== null && isRollback(run)
  const undo = useMemo(() => (run === null ? null : rollbackOfRun(run, targets)), [run, targets])
  const rollback =
    run === null || undo === null || takesBack
      ? null
      : {
          whyNot: refused ?? undo.whyNot,
          go: () => go.part('/migrations/rollback', { source: run.source.directory ?? undefined, on: undo.on, back: undo.back }),
        }

  useCommands([
    ...(rollback === null
      ? []
      : [
          {
            id: 'run.rollback',
            title: 'Roll back what the run put in…',
            group: 'here' as const,
            whyNot: rollback.whyNot,
            run: rollback.go,
          },
        ]),
    {
      id: 'run.resume',
      title: 'Go on with the run',
      group: 'here',
      icon: 'play',
      whyNot: acts.whyNot.resume,
      run: () => acts.resume.mutate(undefined),
    },
    {
      id: 'run.pause',
      title: 'Pause the run after this wave',
      group: 'here',
      icon: 'pause',
      whyNot: acts.whyNot.pause,
      run: () => acts.pause.mutate(),
    },
    { id: 'run.stop', title: 'Stop the run…', group: 'here', icon: 'stop', whyNot: acts.whyNot.stop, run: () => setStopping(true) },
    {
      id: 'run.export',
      title: 'Export the targets of the run',
      group: 'here',
      icon: 'download',
      keys: ['mod+e'],
      whyNot: run === null ? 'It is not known yet.' : null,
      run: () => acts.exporting.mutate(),
    },
    {
      id: 'run.side',
      title: side ? 'Hide the log' : 'Show the log',
      group: 'here',
      icon: 'columns',
      keys: [']'],
      run: () => setSide(!side),
    },
    {
      id: 'run.as',
      title: as === 'map' ? 'Show the run as a list' : 'Show the run as a map',
      group: 'here',
      icon: 'eye',
      keys: ['v'],
      run: () => change({ view: as === 'map' ? 'list' : undefined }),
    },
    {
      id: 'run.next',
      title: 'Next target in the side pane',
      group: 'here',
      icon: 'down',
      keys: ['alt+ArrowDown'],
      run: () => open.step(1),
    },
    {
      id: 'run.previous',
      title: 'Previous target in the side pane',
      group: 'here',
      icon: 'up',
      keys: ['alt+ArrowUp'],
      run: () => open.step(-1),
    },
  ])

  const header = <RunHeader id={id} run={run} acts={acts} rollback={rollback} onStop={() => setStopping(true)} />
  if (run === null)
    return (
      <Screen>
        <MainPane>
          {header}
          {problem === null ? (
            <LoadingFace rows={8}>Reading the run</LoadingFace>
          ) : (
            <FailedFace
              problem={problem}
              acts={
                <Act look="primary" onClick={() => go.part('/migrations/runs')}>
                  See the runs
                </Act>
              }
            />
          )}
        </MainPane>
      </Screen>
    )
  const tabs = shownStates.map((state): TabItem<Shown> => {
    const count = state === 'all' ? run.total : run.counts[state]
    return {
      id: state,
      title: state === 'all' ? 'All' : runTargetWords[state].word,
      count: formatCount(count),
      ...(state === 'failed' && count > 0 ? { loud: true } : {}),
    }
  })
  return (
    <Screen>
      <MainPane>
        {header}
        {problem === null ? null : (
          <div className={styles['bar']} role="alert">
            <Note tone="warn">{problem.title} What is shown is what was last known. It is followed again by itself.</Note>
          </div>
        )}
        {run.halted === null ? null : (
          <div className={styles['bar']}>
            <Note tone={run.state === 'stopped' ? 'fail' : 'warn'}>{run.halted}</Note>
          </div>
        )}
        {acts.problem === null ? null : (
          <div className={styles['bar']} role="alert">
            <Note tone="fail">
              {acts.problem.title} {acts.problem.remedy.join(' ')}
            </Note>
          </div>
        )}
        <RunSummary run={run} targets={targets} now={now} />
        <FilterBar
          end={
            as === 'map' ? (
              <MapLegend
                entries={[
                  ['done', 'done'],
                  ['failed', 'failed'],
                  ['skipped', 'skipped'],
                  ['running', 'running'],
                  ['pending', 'pending'],
                ]}
              />
            ) : undefined
          }
        >
          <SegmentedControl
            aria-label="Show the run as"
            data={[
              { value: 'map', label: 'Map' },
              { value: 'list', label: 'List' },
            ]}
            value={as}
            onChange={(value) => change({ view: value === 'list' ? 'list' : undefined })}
          />
          {as === 'map' ? (
            <Menu position="bottom-start">
              <Menu.Target>
                <Act>
                  <span className={styles['what']}>Order by</span>
                  {by}
                </Act>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item onClick={() => change({ part: undefined })}>Wave, in the order of work</Menu.Item>
                <Menu.Item onClick={() => change({ part: 'server' })}>Server</Menu.Item>
              </Menu.Dropdown>
            </Menu>
          ) : null}
          {side ? null : (
            <Act look="subtle" icon="columns" hint="]" onClick={() => setSide(true)}>
              Log
            </Act>
          )}
        </FilterBar>
        {as === 'map' ? (
          <PaneBody>
            <div className={styles['map']}>
              <RunMap targets={targets} by={by} takesBack={takesBack} now={now} open={address.open} onOpen={onOpen} />
            </div>
          </PaneBody>
        ) : (
          <>
            <Tabs
              label="Outcomes"
              tabs={tabs}
              value={shown}
              onChange={(state) => change({ status: state === 'all' ? undefined : state })}
            />
            <RunList
              source={source}
              takesBack={takesBack}
              open={address.open}
              revealed={open.index}
              onOpen={(row, index) => open.show(row.id, index)}
              resetKey={shown}
              emptyTitle={shown === 'all' ? 'The run has no target' : `No target is ${runTargetWords[shown].word.toLowerCase()}`}
            />
          </>
        )}
        <RunFailures groups={groups} whyNot={acts.whyNot.resume} onRetry={retry} onOpen={onOpen} onCompare={compare} />
      </MainPane>
      {opened !== undefined ? (
        <RunTargetPane
          key={opened.target}
          run={run}
          target={opened}
          position={open.index === null ? null : open.index + 1}
          total={rows.length}
          whyNotRetry={acts.whyNot.resume}
          onStep={open.step}
          onRetry={() => retry([opened.target])}
          onClose={() => change({ open: undefined })}
        />
      ) : side ? (
        <RunSide run={run} onClose={() => setSide(false)} />
      ) : null}
      {stopping && active ? (
        <StopDialog
          run={run}
          pending={acts.stop.isPending}
          problem={acts.stop.error === null ? null : problemOf(acts.stop.error)}
          onClose={() => setStopping(false)}
          onSure={() => acts.stop.mutate(undefined, { onSuccess: () => setStopping(false) })}
        />
      ) : null}
    </Screen>
  )
}

/** One run, live: how far, how fast, what failed and why, whichever console works on it. */
export function RunScreen() {
  const refused = useWhyNot('migrations.read')
  const { run } = useParams({ from: '/migrations/runs/$run' })
  return refused === null ? (
    <RunView key={run} id={run as RunId} />
  ) : (
    <ForbiddenFace title="Migrations are for those who keep the schemas">{refused}</ForbiddenFace>
  )
}
