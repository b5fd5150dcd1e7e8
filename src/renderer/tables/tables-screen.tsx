import { SegmentedControl } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import type { TableEntry, TableReference } from '#contract/tables.ts'
import { client, orpc, problemOf } from '../bridge/index.ts'
import { NeedsTarget, readSort, showJob, type TargetRecord, useCommands, useWhyNot, writeSort } from '../shell/index.ts'
import { Act, EmptyFace, FailedFace, ForbiddenFace, IconAct, LoadingFace, MainPane, Note, PaneHeader, Screen } from '../ui/index.ts'
import { RelationsTab } from './relations-tab.tsx'
import { RowsTab } from './rows-tab.tsx'
import type { TablesSearch, TableTab } from './search.ts'
import { StructureTab } from './structure-tab.tsx'
import { TableList } from './table-list.tsx'
import { findTable, tableText } from './table-name.ts'

const tabs = [
  { value: 'rows', label: 'Rows' },
  { value: 'structure', label: 'Structure' },
  { value: 'relations', label: 'Relations' },
] satisfies readonly { readonly value: TableTab; readonly label: string }[]

function useTablesSearch() {
  const search: TablesSearch = useSearch({ from: '/tables' })
  const navigate = useNavigate({ from: '/tables' })
  const change = (next: TablesSearch, replace = false) =>
    void navigate({
      search: (before) => Object.fromEntries(Object.entries({ ...before, ...next }).filter(([, value]) => value !== undefined)),
      replace,
    })
  const open = (target: string, table: TableReference) => void navigate({ search: { target, table: tableText(table) } })
  return { search, change, open }
}

function TableView({ target, entry }: { readonly target: TargetRecord; readonly entry: TableEntry }) {
  const { search, change, open } = useTablesSearch()
  const queryClient = useQueryClient()
  const [refreshed, setRefreshed] = useState(0)
  const table = useMemo((): TableReference => ({ schema: entry.schema, name: entry.name }), [entry.schema, entry.name])
  const describe = orpc.tables.describe.queryOptions({ input: { target: target.reference, table }, staleTime: 300_000 })
  const description = useQuery(describe)
  const tab = search.tab ?? 'rows'
  const wanted = useMemo(
    () => ({ target: target.reference, table, sort: readSort(search.sort), filters: search.filters ?? [] }),
    [target.reference, table, search.sort, search.filters],
  )
  const mayExport = useWhyNot('tables.export')
  const exporting = useMutation({
    mutationFn: () => client.tables.exportCsv({ ...wanted, filters: [...wanted.filters] }),
    onSuccess: ({ job }) => {
      showJob(job)
    },
  })
  const refresh = () => {
    setRefreshed((before) => before + 1)
    void queryClient.invalidateQueries({ queryKey: describe.queryKey })
  }
  useCommands([
    { id: 'tables.refresh', title: 'Refresh these rows', group: 'here', icon: 'refresh', keys: ['r'], run: refresh },
    {
      id: 'tables.export',
      title: `Export ${entry.name} as CSV`,
      group: 'here',
      icon: 'download',
      keys: ['mod+e'],
      whyNot: mayExport,
      run: () => exporting.mutate(),
    },
    ...tabs.map((one) => ({
      id: `tables.${one.value}`,
      title: `Show ${one.label.toLowerCase()}`,
      group: 'here' as const,
      icon: 'tables' as const,
      run: () => change({ tab: one.value }),
    })),
  ])
  return (
    <MainPane>
      <PaneHeader
        title={<span className="mono">{entry.name}</span>}
        aside={[entry.schema, target.database].filter(Boolean).join(' · ')}
        acts={
          <>
            <SegmentedControl
              aria-label="What is shown of the table"
              data={tabs}
              value={tab}
              onChange={(value) => change({ tab: tabs.find((one) => one.value === value)?.value ?? 'rows' })}
            />
            <IconAct icon="refresh" look="default" label="Refresh" hint="R" onClick={refresh} />
            <Act icon="download" whyNot={mayExport} onClick={() => exporting.mutate()}>
              Export
            </Act>
          </>
        }
      />
      {exporting.error === null ? null : <Note tone="fail">The export did not start. {problemOf(exporting.error).title}</Note>}
      {description.data === undefined ? (
        description.error === null ? (
          <LoadingFace rows={8}>Reading what {entry.name} is made of</LoadingFace>
        ) : (
          <FailedFace problem={problemOf(description.error)} onRetry={() => void description.refetch()} />
        )
      ) : tab === 'structure' ? (
        <StructureTab description={description.data} />
      ) : tab === 'relations' ? (
        <RelationsTab description={description.data} onOpen={(next) => open(target.text, next)} />
      ) : (
        <RowsTab
          key={tableText(table)}
          wanted={wanted}
          entry={entry}
          description={description.data}
          refreshed={refreshed}
          onChange={({ sort, filters }) =>
            change({
              ...(sort === undefined ? {} : { sort: writeSort(sort) }),
              ...(filters === undefined ? {} : { filters: filters.length === 0 ? undefined : [...filters] }),
            } as TablesSearch)
          }
        />
      )}
    </MainPane>
  )
}

function TablesOf({ target }: { readonly target: TargetRecord }) {
  const { search, open } = useTablesSearch()
  const list = useQuery(orpc.tables.list.queryOptions({ input: { target: target.reference }, staleTime: 300_000 }))
  const entry = list.data === undefined ? undefined : search.table === undefined ? undefined : findTable(list.data.tables, search.table)
  return (
    <Screen>
      <TableList
        tables={list.data?.tables ?? []}
        current={entry === undefined ? null : tableText(entry)}
        onChoose={(table) => open(target.text, table)}
      />
      {entry !== undefined ? (
        <TableView key={`${target.text} ${tableText(entry)}`} target={target} entry={entry} />
      ) : (
        <MainPane>
          <PaneHeader title={target.title} aside={target.database} />
          {list.error !== null ? (
            <FailedFace problem={problemOf(list.error)} onRetry={() => void list.refetch()} />
          ) : list.isPending ? (
            <LoadingFace rows={8}>Reading which tables {target.title} has</LoadingFace>
          ) : search.table !== undefined ? (
            <EmptyFace icon="search" title={`There is no table ${search.table}`}>
              It was dropped or renamed, or {target.title} never had it. Choose another from the list.
            </EmptyFace>
          ) : list.data.tables.length === 0 ? (
            <EmptyFace icon="table" title={`${target.title} has no tables`}>
              The database is there and answers, and holds no table this login may see.
            </EmptyFace>
          ) : (
            <EmptyFace icon="table" title="Choose a table">
              {list.data.tables.length} tables are at the left, under what they hold. <b>/</b> finds one by its name.
            </EmptyFace>
          )}
        </MainPane>
      )}
    </Screen>
  )
}

/** Every table of a tenant or connection, recognised or not. */
export function TablesScreen() {
  const refused = useWhyNot('tables.read')
  if (refused !== null)
    return (
      <ForbiddenFace title="Tables are for database administrators and support">
        {refused} An operator who manages operators can grant it.
      </ForbiddenFace>
    )
  return <NeedsTarget what="tables">{(target) => <TablesOf key={target.text} target={target} />}</NeedsTarget>
}
