import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback, useMemo, useState } from 'react'
import { orpc, problemOf } from '../bridge/index.ts'
import { useKeptOrder, useOpenRow } from '../lists/index.ts'
import { readSort, useCommands, useListAddress, useRowHeights, ViewTabs, writeSort } from '../shell/index.ts'
import { arraySource, ColumnsMenu, DataGrid, useGrid } from '../ui/grid/index.ts'
import {
  Act,
  countOf,
  EmptyFace,
  FailedFace,
  FilterBar,
  FilteredFace,
  formatCount,
  LoadingFace,
  MainPane,
  PaneFoot,
  PaneHeader,
  Screen,
  SearchField,
} from '../ui/index.ts'
import { CopyList } from './copy-list.tsx'
import { readFilters, writeFilters } from './filter-address.ts'
import { TenantFilterChips } from './filter-menu.tsx'
import { useFleetSurvey } from './fleet-survey.ts'
import { FleetStrip } from './summary.tsx'
import { SurveyFoot, SurveyNote } from './survey-words.tsx'
import { tenantColumns } from './tenant-columns.tsx'
import { type Order, ordered, worstFirst } from './tenant-order.ts'
import { TenantPane } from './tenant-pane.tsx'
import { hasDatabase, serverOf, type TenantRow } from './tenant-row.ts'
import { filterWords, passes, tenantViews } from './tenant-views.ts'

const sameOrder = (one: Order, other: Order): boolean => one.column === other.column && one.direction === other.direction
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/** The fleet: every tenant, the worst first, and what its database says. */
export function TenantsScreen() {
  const list = useQuery(orpc.tenants.list.queryOptions({ input: {} }))
  if (list.data !== undefined) return <Fleet tenants={list.data.tenants} />
  return (
    <Screen>
      <MainPane>
        <PaneHeader title="Tenants" />
        {list.error === null ? (
          <LoadingFace rows={10}>Reading the registry</LoadingFace>
        ) : (
          <FailedFace problem={problemOf(list.error)} onRetry={() => void list.refetch()} />
        )}
      </MainPane>
    </Screen>
  )
}

function NoTenants() {
  const navigate = useNavigate()
  return (
    <Screen>
      <MainPane>
        <PaneHeader title="Tenants" />
        <EmptyFace
          icon="tenants"
          title="No tenants yet"
          acts={
            <Act look="primary" icon="plug" onClick={() => void navigate({ to: '/connections' })}>
              Go to connections
            </Act>
          }
        >
          A tenant is one school's database. Add its connection, then make it a tenant with <code>provost tenant adopt</code>. A demo campus
          with invented people can be had with <code>provost demo create</code>.
        </EmptyFace>
      </MainPane>
    </Screen>
  )
}

function Fleet({ tenants }: { readonly tenants: readonly TenantRow['tenant'][] }) {
  const survey = useFleetSurvey()
  const [address, change] = useListAddress()
  const heights = useRowHeights()
  const { facts: known, running, asked } = survey
  const rows = useMemo(
    () =>
      tenants.map((tenant): TenantRow => {
        const facts = known.get(tenant.domain) ?? null
        const pending = running && tenant.connection !== null && (asked === null ? facts === null : asked.has(tenant.domain))
        return { id: tenant.domain, tenant, facts: tenant.connection === null ? null : facts, pending }
      }),
    [tenants, known, running, asked],
  )

  const sort = useMemo(() => readSort(address.sort), [address.sort])
  const order = sort[0] ?? worstFirst
  const kept = useKeptOrder({ rows, order, ordered, moment: survey.rounds === 0 ? 'first' : 'known' })
  const filters = useMemo(() => readFilters(address.status), [address.status])
  const views = useMemo(() => tenantViews(rows), [rows])
  const viewId = address.view ?? 'all'
  const view = views.find(({ id }) => id === viewId) ?? views.find(({ id }) => id === filters.view) ?? views[0]
  const search = address.search ?? ''
  const shown = useMemo(
    () => kept.rows.filter((row) => (view?.holds(row) ?? true) && passes(row, { ...filters, search })),
    [kept.rows, view, filters, search],
  )
  const source = useMemo(() => arraySource(shown), [shown])
  const grid = useGrid('tenants', tenantColumns)
  const openId = useCallback((id: string) => change({ open: id }), [change])
  const open = useOpenRow({ source, open: address.open, onOpen: openId })
  const opened = rows.find(({ id }) => id === address.open)
  const [seen, setSeen] = useState<readonly [number, number]>([0, -1])
  const onView = useCallback((first: number, last: number) => setSeen([first, last]), [])
  const clear = () => change({ search: undefined, status: undefined })

  useCommands([
    { id: 'tenants.look', title: 'Look at every tenant again', group: 'here', icon: 'refresh', keys: ['r'], run: () => survey.again() },
    {
      id: 'tenants.next',
      title: 'Next tenant in the side pane',
      group: 'here',
      icon: 'down',
      keys: ['alt+ArrowDown'],
      run: () => open.step(1),
    },
    {
      id: 'tenants.previous',
      title: 'Previous tenant in the side pane',
      group: 'here',
      icon: 'up',
      keys: ['alt+ArrowUp'],
      run: () => open.step(-1),
    },
    { id: 'tenants.worst', title: 'Sort the worst first', group: 'here', icon: 'up-down', run: () => worst() },
  ])
  const worst = () => {
    change({ sort: undefined })
    kept.sortAgain()
  }

  if (tenants.length === 0) return <NoTenants />
  const servers = new Set(rows.map(serverOf).filter((server) => server !== null)).size
  const watched = rows.filter(hasDatabase).length
  const isWorst = sameOrder(order, worstFirst)
  return (
    <Screen>
      <MainPane>
        <PaneHeader
          title="Tenants"
          aside={`${formatCount(tenants.length)} on ${countOf(servers, 'server', 'servers')}`}
          acts={
            <>
              <CopyList grid={grid} rows={shown} />
              <Act icon="refresh" hint="R" whyNot={running ? 'The fleet is being looked at now.' : null} onClick={() => survey.again()}>
                Look again
              </Act>
            </>
          }
        />
        <FleetStrip rows={rows} open={address.open} onOpen={openId} />
        <ViewTabs
          screen="tenants"
          label="Views of the tenants"
          builtIn={views.map(({ id, title, holds }) => ({ id, title, count: formatCount(rows.filter(holds).length) }))}
          value={viewId}
          state={{ view: view?.id, search: address.search, status: address.status, sort: address.sort }}
          onChoose={(id, saved) =>
            change(
              saved === null
                ? { view: id }
                : {
                    view: id,
                    search: text(saved['search']),
                    sort: text(saved['sort']),
                    status: writeFilters({ ...readFilters(text(saved['status'])), view: text(saved['view']) ?? null }),
                  },
              true,
            )
          }
        />
        <FilterBar
          end={
            <>
              <Act look="subtle" icon="up-down" onClick={worst} pressed={isWorst && !kept.stale}>
                {isWorst && kept.stale ? 'Sort again' : 'Worst first'}
              </Act>
              <ColumnsMenu grid={grid} />
            </>
          }
        >
          <SearchField label="Filter tenants" value={search} onChange={(next) => change({ search: next === '' ? undefined : next })} />
          <TenantFilterChips rows={rows} filters={filters} onChange={(next) => change({ status: writeFilters(next) })} />
        </FilterBar>
        <SurveyNote survey={survey} watched={watched} />
        <DataGrid
          grid={grid}
          source={source}
          label="Tenants"
          rowHeight={heights.list}
          sort={[order]}
          onSort={(next) => change({ sort: writeSort(next.slice(-1)) })}
          onOpen={(row, index) => open.show(row.id, index)}
          isOpen={(row) => row.id === address.open}
          revealed={open.index}
          onView={onView}
          resetKey={`${viewId} ${search} ${address.status ?? ''} ${address.sort ?? ''}`}
          empty={
            search.trim() !== '' || filters.status !== null || filters.server !== null ? (
              <FilteredFace title={`None of ${countOf(tenants.length, 'tenant', 'tenants')} match`} onClear={clear}>
                The view is “{view?.title}”, {filterWords({ ...filters, search }).join(' and ')}.
              </FilteredFace>
            ) : (
              <EmptyFace
                icon="tenants"
                title={`No tenant is in “${view?.title ?? 'All'}”`}
                acts={<Act onClick={() => change({ view: 'all' })}>Show all</Act>}
              >
                {view?.id === 'attention' ? 'Nothing fails, is degraded or waits for approval.' : 'All of the fleet stands elsewhere.'}
              </EmptyFace>
            )
          }
        />
        <PaneFoot end={<SurveyFoot survey={survey} watched={watched} />}>
          <span className="num">
            {shown.length === 0 ? (
              'No rows'
            ) : (
              <>
                Rows <b>{formatCount(seen[0] + 1)}</b> to <b>{formatCount(Math.min(seen[1] + 1, shown.length))}</b> of{' '}
                <b>{formatCount(shown.length)}</b>
                {shown.length === tenants.length ? '' : `, of ${countOf(tenants.length, 'tenant', 'tenants')}`}
              </>
            )}
          </span>
        </PaneFoot>
      </MainPane>
      {opened === undefined ? null : (
        <TenantPane
          key={opened.id}
          row={opened}
          position={open.index === null ? null : open.index + 1}
          total={shown.length}
          onStep={open.step}
          onLook={() => survey.again([opened.tenant.domain])}
          onClose={() => change({ open: undefined })}
        />
      )}
    </Screen>
  )
}
