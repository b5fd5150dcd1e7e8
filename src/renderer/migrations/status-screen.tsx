import { useCallback, useMemo, useState } from 'react'
import { problemOf } from '../bridge/index.ts'
import { useKeptOrder, useOpenRow } from '../lists/index.ts'
import { readSort, useCommands, useRowHeights, useWhyNot, ViewTabs, writeSort } from '../shell/index.ts'
import { arraySource, ColumnsMenu, DataGrid, useGrid } from '../ui/grid/index.ts'
import {
  Act,
  countOf,
  FailedFace,
  FilterBar,
  ForbiddenFace,
  formatCount,
  LoadingFace,
  MainPane,
  Note,
  PaneBody,
  PaneFoot,
  Screen,
  SearchField,
} from '../ui/index.ts'
import { DeskHeader } from './desk-header.tsx'
import { GatheringFoot, GatheringNote } from './gathering-words.tsx'
import { NewMigration } from './new-migration.tsx'
import { NoneShown, NoTargets } from './no-targets.tsx'
import { PassedOverNote } from './passed-over-note.tsx'
import { rollbackWhyNot } from './rollback-why-not.ts'
import { SourcePicker } from './source-picker.tsx'
import { toolNames } from './state-words.ts'
import styles from './status.module.css'
import { found, ordered, statusViews, worstFirst } from './status-rows.ts'
import { StatusSummary } from './status-summary.tsx'
import { TargetPane } from './target-pane.tsx'
import { TargetsPicker } from './targets-picker.tsx'
import { writeTargets } from './targets-text.ts'
import { useAddress, useGo } from './use-address.ts'
import { outdateAnswers } from './use-gathering.ts'
import { useStatus } from './use-status.ts'

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** Rows chosen by Space, as ranges of what is shown. */
type Ranges = readonly (readonly [number, number])[]

function Status() {
  const [address, change] = useAddress()
  const go = useGo()
  const heights = useRowHeights()
  const refused = useWhyNot('migrations.apply')
  const { workspace, source, chosen, gathered, expected, rows, versions, names, foldable, unfolded, setUnfolded, columns } =
    useStatus(address)
  const { items, running, rounds } = gathered
  const grid = useGrid('migrations', columns)

  const sort = useMemo(() => readSort(address.sort), [address.sort])
  const order = sort[0] ?? worstFirst
  const search = address.search ?? ''
  const viewId = address.view ?? 'all'
  const view = statusViews.find(({ id }) => id === viewId) ?? statusViews[0]
  const kept = useKeptOrder({ rows, order, ordered, moment: rounds === 0 ? 'first' : 'known' })
  const shown = useMemo(() => kept.rows.filter((row) => (view?.holds(row) ?? true) && found(row, search.trim())), [kept.rows, view, search])
  const table = useMemo(() => arraySource(shown), [shown])
  const openId = useCallback((id: string) => change({ open: id }), [change])
  const open = useOpenRow({ source: table, open: address.open, onOpen: openId })
  const opened = rows.find(({ id }) => id === address.open)
  const [ranges, setRanges] = useState<Ranges>([])
  const marked = ranges.flatMap(([first, last]) => shown.slice(first, last + 1))
  const [seen, setSeen] = useState<readonly [number, number]>([0, -1])
  const onView = useCallback((first: number, last: number) => setSeen([first, last]), [])

  const behind = rows.filter(({ status, outOfService }) => status?.state === 'behind' && outOfService === null).length
  const plan = (on: string | undefined = address.on) => go.part('/migrations/plan', { source: address.source, on })
  const onMade = () => {
    outdateAnswers()
    gathered.again()
  }
  const rollBack = (on: string | undefined = address.on) => go.part('/migrations/rollback', { source: address.source, on })
  const planWhyNot = rows.length === 0 ? 'There is no target.' : null
  useCommands([
    { id: 'migrations.look', title: 'Ask every target again', group: 'here', icon: 'refresh', keys: ['r'], run: gathered.again },
    {
      id: 'migrations.plan',
      title: 'Plan the migrations…',
      group: 'here',
      icon: 'migrations',
      keys: ['p'],
      whyNot: planWhyNot,
      run: () => plan(),
    },
    ...(marked.length === 0
      ? []
      : [
          {
            id: 'migrations.plan-chosen',
            title: `Plan for the ${countOf(marked.length, 'chosen target', 'chosen targets')}…`,
            group: 'here' as const,
            icon: 'migrations' as const,
            run: () => plan(writeTargets(marked.map(({ reference }) => reference))),
          },
          {
            id: 'migrations.rollback-chosen',
            title: `Roll back the ${countOf(marked.length, 'chosen target', 'chosen targets')}…`,
            group: 'here' as const,
            icon: 'migrations' as const,
            whyNot: refused,
            run: () => rollBack(writeTargets(marked.map(({ reference }) => reference))),
          },
        ]),
    {
      id: 'migrations.next',
      title: 'Next target in the side pane',
      group: 'here',
      icon: 'down',
      keys: ['alt+ArrowDown'],
      run: () => open.step(1),
    },
    {
      id: 'migrations.previous',
      title: 'Previous target in the side pane',
      group: 'here',
      icon: 'up',
      keys: ['alt+ArrowUp'],
      run: () => open.step(-1),
    },
    ...(foldable === 0
      ? []
      : [
          {
            id: 'migrations.fold',
            title: unfolded ? 'Fold the versions everybody has' : 'Show every version',
            group: 'here' as const,
            icon: 'columns' as const,
            run: () => setUnfolded(!unfolded),
          },
        ]),
  ])

  const header = (
    <DeskHeader
      part="status"
      acts={
        <>
          <Act icon="refresh" hint="R" whyNot={running ? 'The targets are being asked now.' : null} onClick={() => gathered.again()}>
            Ask again
          </Act>
          <Act whyNot={refused ?? planWhyNot} onClick={() => rollBack()}>
            Roll back…
          </Act>
          <Act look="primary" icon="migrations" whyNot={planWhyNot} onClick={() => plan()}>
            {behind === 0 ? 'Plan…' : `Plan for ${formatCount(behind)} behind…`}
          </Act>
        </>
      }
    />
  )
  const failed = workspace.error ?? null
  if (failed !== null && rows.length === 0)
    return (
      <Screen>
        <MainPane>
          {header}
          <FailedFace problem={problemOf(failed)} onRetry={workspace.refetch}>
            Which targets there are is not known.
          </FailedFace>
        </MainPane>
      </Screen>
    )
  const sourceProblems = source.views.flatMap(({ problems }) => problems)
  const bar = (
    <FilterBar
      end={
        <>
          {kept.stale && !running ? (
            <Act look="subtle" icon="up-down" onClick={kept.sortAgain}>
              Sort again
            </Act>
          ) : null}
          {foldable === 0 ? null : (
            <Act look="subtle" icon="columns" pressed={unfolded} onClick={() => setUnfolded(!unfolded)}>
              {unfolded ? 'Fold the old' : `All ${versions.length} versions`}
            </Act>
          )}
          <NewMigration source={address.source} views={source.views} onMade={onMade} />
          <ColumnsMenu grid={grid} />
        </>
      }
    >
      <SearchField label="Filter targets" value={search} onChange={(next) => change({ search: next === '' ? undefined : next })} />
      <SourcePicker source={address.source} onChoose={(directory) => change({ source: directory, open: undefined }, true)} />
      <TargetsPicker on={address.on} onChoose={(on) => change({ on, open: undefined }, true)} />
      {source.views.some(({ tool }) => tool !== 'provost') ? (
        <span className={styles['quiet']}>
          {source.views
            .map(({ tool, toolVersion, title }) => `${toolNames[tool]}${toolVersion === null ? '' : ` ${toolVersion}`}, ${title}`)
            .join(', ')}
        </span>
      ) : null}
    </FilterBar>
  )
  return (
    <Screen>
      <MainPane>
        {header}
        {rows.length === 0 ? null : <StatusSummary rows={rows} versions={versions} />}
        <ViewTabs
          screen="migrations"
          label="Views of the targets"
          builtIn={statusViews.map(({ id, title, holds, loud }) => {
            const count = rows.filter(holds).length
            return { id, title, count: formatCount(count), ...(loud === true && count > 0 ? { loud } : {}) }
          })}
          value={viewId}
          state={{ view: view?.id, search: address.search, sort: address.sort }}
          onChoose={(id, saved) =>
            change(
              saved === null
                ? { view: id === 'all' ? undefined : id }
                : { view: text(saved['view']) ?? id, search: text(saved['search']), sort: text(saved['sort']) },
              true,
            )
          }
        />
        {bar}
        {source.error === null || gathered.problem !== null ? null : (
          <div className={styles['bar']} role="alert">
            <Note tone="fail">
              {problemOf(source.error).title} {problemOf(source.error).remedy.join(' ')}
            </Note>
          </div>
        )}
        {sourceProblems.length === 0 ? null : (
          <div className={styles['bar']}>
            {sourceProblems.map((problem) => (
              <Note key={`${problem.code} ${problem.title}`} tone="warn">
                {problem.title} {problem.remedy.join(' ')}
              </Note>
            ))}
          </div>
        )}
        <GatheringNote gathered={gathered} />
        <PassedOverNote skipped={gathered.end?.skipped} />
        {gathered.problem !== null && items.size === 0 ? (
          <PaneBody>
            <FailedFace
              problem={gathered.problem}
              onRetry={gathered.again}
              acts={
                address.source === undefined ? undefined : (
                  <Act onClick={() => change({ source: undefined })}>Use each tenant's blueprint</Act>
                )
              }
            >
              How the targets stand is not known.
            </FailedFace>
          </PaneBody>
        ) : workspace.tenants === undefined && rows.length === 0 ? (
          <PaneBody>
            <LoadingFace rows={10}>Looking which targets there are</LoadingFace>
          </PaneBody>
        ) : (
          <DataGrid
            grid={grid}
            source={table}
            label="Targets"
            rowHeight={heights.list}
            sort={[order]}
            onSort={(next) => change({ sort: writeSort(next.slice(-1)) })}
            onOpen={(row, index) => open.show(row.id, index)}
            isOpen={(row) => row.id === address.open}
            onSelect={({ ranges: next }) => setRanges(next)}
            revealed={open.index}
            onView={onView}
            resetKey={`${viewId} ${search} ${address.sort ?? ''} ${address.source ?? ''} ${address.on ?? ''}`}
            empty={
              rows.length === 0 ? (
                <NoTargets all={chosen.all} skipped={gathered.end?.skipped} onAll={() => change({ on: undefined })} />
              ) : (
                <NoneShown
                  of={rows.length}
                  view={view?.title ?? 'All'}
                  search={search.trim()}
                  running={running}
                  onClear={() => change({ search: undefined })}
                  onAll={() => change({ view: undefined })}
                />
              )
            }
          />
        )}
        {marked.length === 0 ? null : (
          <div className={styles['chosen']} role="status">
            <span className="num">{countOf(marked.length, 'target', 'targets')} chosen</span>
            <Act size="xs" onClick={() => plan(writeTargets(marked.map(({ reference }) => reference)))}>
              Plan for these…
            </Act>
            <Act size="xs" whyNot={refused} onClick={() => rollBack(writeTargets(marked.map(({ reference }) => reference)))}>
              Roll back these…
            </Act>
          </div>
        )}
        <PaneFoot end={<GatheringFoot gathered={gathered} total={expected.length === 0 ? null : expected.length} verb="Asking" />}>
          <span className="num">
            {shown.length === 0 || (gathered.problem !== null && items.size === 0) ? (
              'No rows'
            ) : (
              <>
                Rows <b>{formatCount(seen[0] + 1)}</b> to <b>{formatCount(Math.min(seen[1] + 1, shown.length))}</b> of{' '}
                <b>{formatCount(shown.length)}</b>, {countOf(versions.length, 'version', 'versions')}
              </>
            )}
          </span>
        </PaneFoot>
      </MainPane>
      {opened === undefined ? null : (
        <TargetPane
          key={opened.id}
          row={opened}
          versions={versions}
          names={names}
          source={address.source}
          position={open.index === null ? null : open.index + 1}
          total={shown.length}
          refused={refused}
          whyNotBack={rollbackWhyNot(opened, source.views)}
          onStep={open.step}
          onChanged={gathered.again}
          onClose={() => change({ open: undefined })}
        />
      )}
    </Screen>
  )
}

/** How every target stands against the migrations: versions by targets. */
export function StatusScreen() {
  const refused = useWhyNot('migrations.read')
  return refused === null ? <Status /> : <ForbiddenFace title="Migrations are for those who keep the schemas">{refused}</ForbiddenFace>
}
