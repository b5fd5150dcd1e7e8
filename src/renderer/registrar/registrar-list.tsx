import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import { useOpenRow } from '../lists/index.ts'
import {
  type AddressChange,
  NeedsTarget,
  readSort,
  type TargetRecord,
  TargetSwitcher,
  toast,
  useListAddress,
  useRowHeights,
  useTarget,
  useWhyNot,
  ViewTabs,
  writeSort,
} from '../shell/index.ts'
import { ColumnsMenu, copiedAtMost, DataGrid, type GridColumn, type GridSort, useGrid } from '../ui/grid/index.ts'
import {
  Act,
  EmptyFace,
  FilterBar,
  formatCount,
  type IconName,
  LinkAct,
  LoadingFace,
  MainPane,
  Note,
  PaneBody,
  PaneHeader,
  Screen,
  SearchField,
} from '../ui/index.ts'
import { ListEmpty } from './list-empty.tsx'
import { ListFoot } from './list-foot.tsx'
import type { ListName, ReadPage } from './list-query.ts'
import { type Counts, type ListView, viewTabs } from './list-views.ts'
import { RegistrarFace, RegistrarForbidden } from './registrar-face.tsx'
import styles from './registrar-list.module.css'
import { useExport } from './use-export.ts'
import { useListCommands } from './use-list-commands.ts'
import { useRegistrarList } from './use-registrar-list.ts'

/** Where the open row stands and how to go on from it: what a side pane is given. */
export interface OpenRow<Row = unknown> {
  readonly id: string
  /** The row as the list has it; undefined where it is not among the rows read so far. */
  readonly listed: Row | undefined
  /** From 1; null while it is not known where in the list the row stands. */
  readonly position: number | null
  readonly total: number | null
  readonly onStep: (step: 1 | -1) => void
  readonly onClose: () => void
  readonly target: TargetRecord
}

interface ListShape<Row> {
  readonly list: ListName
  readonly title: string
  /** "withdrawals", for sentences. */
  readonly what: string
  readonly icon: IconName
  readonly searchLabel: string
  readonly read: ReadPage<Row>
  readonly views: (counts: Counts | null) => readonly ListView[]
  readonly columns: (absent: ReadonlySet<string>) => readonly GridColumn<Row>[]
  /** How the database sorts when nothing is chosen, for the heading's arrow. */
  readonly defaultSort: GridSort
  readonly double: boolean
  /** Between the header and the views. */
  readonly above?: (target: TargetRecord, open: string | undefined, choose: (id: string) => void) => ReactNode
  readonly pane?: (row: OpenRow<Row>) => ReactNode
  /** Nothing is in this view: which good or bad news that is. */
  readonly nothing: (view: ListView | undefined) => string
}

/** A screen over one of the registrar's lists, for those who may see it, on the chosen database. */
export function RegistrarList<Row extends { readonly id: string }>({ shape }: { readonly shape: ListShape<Row> }) {
  const refused = useWhyNot('registrar.read')
  const target = useTarget()
  const header = <PaneHeader title={shape.title} />
  if (refused !== null)
    return (
      <Screen>
        <MainPane>
          {header}
          <RegistrarForbidden what={shape.title} />
        </MainPane>
      </Screen>
    )
  if (target === null)
    return (
      <Screen>
        <MainPane>
          {header}
          <NeedsTarget what={shape.what}>{() => null}</NeedsTarget>
        </MainPane>
      </Screen>
    )
  return (
    <Screen>
      <NeedsTarget what={shape.what}>{(one) => <ListOfTarget key={one.text} shape={shape} target={one} />}</NeedsTarget>
    </Screen>
  )
}

const noneAbsent: ReadonlySet<string> = new Set()

function ListOfTarget<Row extends { readonly id: string }>({
  shape,
  target,
}: {
  readonly shape: ListShape<Row>
  readonly target: TargetRecord
}) {
  const { list, title, what, double, defaultSort } = shape
  const [address, change] = useListAddress()
  const heights = useRowHeights()
  const [counts, setCounts] = useState<Counts | null>(null)
  const views = shape.views(counts)
  const viewId = address.view ?? views[0]?.id ?? 'all'
  const view = views.find(({ id }) => id === viewId)
  const status = view === undefined ? address.status : view.status
  const sort = useMemo(() => readSort(address.sort), [address.sort])
  const rows = useRegistrarList<Row>({ target, list, search: address.search, status, sort }, shape.read)
  const { source, mapping } = rows
  useEffect(() => setCounts(rows.counts), [rows.counts])

  const absent = useMemo(() => (mapping === null ? noneAbsent : new Set(mapping.absent)), [mapping])
  const { columns: columnsOf } = shape
  const columns = useMemo(() => columnsOf(absent), [columnsOf, absent])
  const grid = useGrid(list, columns)
  const open = useOpenRow({ source, open: address.open, onOpen: (id) => change({ open: id }) })
  const [seen, setSeen] = useState<readonly [number, number]>([0, -1])
  const onView = useCallback((first: number, last: number) => setSeen([first, last]), [])

  const exported = useExport({ target, list, search: address.search, status, sort })
  useListCommands({ list, what, refresh: rows.refresh, export: exported, step: shape.pane === undefined ? null : open.step })

  // A list that cannot be read at all has nothing to choose from, to search or to export.
  const problem = source !== null && source.total === 0 ? source.problem : null
  const empty = (
    <ListEmpty
      icon={shape.icon}
      what={what}
      nothing={shape.nothing(view)}
      view={view}
      search={address.search ?? ''}
      where={target.title}
      onClear={() => change({ search: undefined })}
      onAll={() => change({ view: 'all' })}
    />
  )

  return (
    <>
      <MainPane>
        <PaneHeader
          title={title}
          aside={<TargetSwitcher />}
          acts={
            problem === null ? (
              <Act look="subtle" icon="download" whyNot={exported.refused} onClick={exported.start}>
                Export
              </Act>
            ) : undefined
          }
        />
        {problem === null ? (
          <>
            {shape.above?.(target, address.open, (id) => open.show(id))}
            <ViewTabs
              screen={list}
              label={`Views of ${what}`}
              builtIn={viewTabs(views, counts)}
              value={viewId}
              state={{ status, search: address.search, sort: address.sort }}
              onChoose={(id, saved) => change(saved === null ? { view: id, status: undefined } : savedAddress(id, saved), true)}
            />
            <FilterBar end={<ColumnsMenu grid={grid} />}>
              <SearchField
                label={shape.searchLabel}
                value={address.search ?? ''}
                delayMs={180}
                width={240}
                onChange={(text) => change({ search: text === '' ? undefined : text })}
              />
            </FilterBar>
            {exported.problem === null ? null : (
              <div className={styles['note']}>
                <Note tone="fail">
                  The export did not start. {exported.problem.title} {exported.problem.remedy.join(' ')}{' '}
                  <LinkAct onClick={exported.dismiss}>Dismiss</LinkAct>
                </Note>
              </div>
            )}
          </>
        ) : null}
        {problem !== null ? (
          <PaneBody>
            <RegistrarFace problem={problem} what={title} onRetry={() => source?.retry()} />
          </PaneBody>
        ) : rows.cancelled ? (
          <PaneBody>
            <EmptyFace
              icon={shape.icon}
              title="The reading was cancelled"
              acts={
                <Act icon="refresh" onClick={rows.again}>
                  Read again
                </Act>
              }
            >
              The database was told to stop. Nothing is shown of {target.title}.
            </EmptyFace>
          </PaneBody>
        ) : source === null || (rows.first && source.loading) ? (
          <PaneBody>
            <LoadingFace rows={10} onCancel={rows.cancel}>
              Reading the {what} of {target.title}
            </LoadingFace>
          </PaneBody>
        ) : (
          <DataGrid
            grid={grid}
            source={source}
            label={`${title} of ${target.title}`}
            rowHeight={double ? heights.double : heights.list}
            double={double}
            sort={sort.length > 0 ? sort : [defaultSort]}
            onSort={(next) => change({ sort: writeSort(next) })}
            {...(shape.pane === undefined ? {} : { onOpen: (row: Row, index: number) => open.show(row.id, index) })}
            isOpen={(row) => row.id === address.open}
            revealed={open.index}
            onView={onView}
            onCopied={(count, cut) =>
              toast(
                `${formatCount(count)} ${count === 1 ? 'row' : 'rows'} copied`,
                cut ? { detail: `One copy takes ${formatCount(copiedAtMost)} rows. Export takes them all.` } : {},
              )
            }
            resetKey={`${viewId} ${address.search ?? ''} ${address.sort ?? ''}`}
            empty={empty}
            waitingFor={`Reading the ${what} of ${target.title}`}
          />
        )}
        {problem !== null ? null : (
          <ListFoot
            total={source?.total ?? null}
            exact={source?.exact ?? false}
            seen={seen}
            ms={rows.ms}
            missing={mapping?.missing ?? []}
            adapter={mapping?.adapter ?? null}
          />
        )}
      </MainPane>
      {address.open === undefined
        ? null
        : shape.pane?.({
            id: address.open,
            listed: open.index === null ? undefined : source?.row(open.index),
            position: open.index === null ? null : open.index + 1,
            total: source?.exact === true ? source.total : null,
            onStep: open.step,
            onClose: () => change({ open: undefined }),
            target,
          })}
    </>
  )
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** A saved view as the address it stands for. */
const savedAddress = (id: string, saved: Readonly<Record<string, unknown>>): AddressChange => ({
  view: id,
  status: textOf(saved['status']),
  search: textOf(saved['search']),
  sort: textOf(saved['sort']),
})
