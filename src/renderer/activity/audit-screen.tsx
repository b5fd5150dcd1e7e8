import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import type { AuditEntry } from '#contract/audit.ts'
import { orpc, problemOf } from '../bridge/index.ts'
import { type ListSearch, toast, useCommands, useInstants, useRowHeights, useWhyNot } from '../shell/index.ts'
import { ColumnsMenu, DataGrid, type GridColumn, type PagedSource, useGrid } from '../ui/grid/index.ts'
import {
  Act,
  countOf,
  EmptyFace,
  FilterBar,
  FilteredFace,
  ForbiddenFace,
  formatAgo,
  formatCount,
  Glyph,
  MainPane,
  PaneFoot,
  PaneHeader,
  Screen,
  SearchField,
  saveAs,
  Tabs,
} from '../ui/index.ts'
import { readWholeAudit } from './audit-export.ts'
import { AuditPane } from './audit-pane.tsx'
import { type AuditWanted, type Outcome, openAudit } from './audit-source.ts'
import { OutcomeState } from './outcome-state.tsx'

const outcomes = [
  { id: 'all', title: 'All' },
  { id: 'done', title: 'Done' },
  { id: 'failed', title: 'Failed' },
  { id: 'refused', title: 'Refused' },
] as const

const isOutcome = (text: string | undefined): text is Outcome => text === 'done' || text === 'failed' || text === 'refused'

/** The chain's verdict in a line: checked on opening, and again on request. */
function Verdict() {
  const verify = useQuery(orpc.audit.verify.queryOptions({ staleTime: 5000 }))
  const [checkedAt, setCheckedAt] = useState(() => new Date())
  useEffect(() => {
    if (verify.dataUpdatedAt > 0) setCheckedAt(new Date(verify.dataUpdatedAt))
  }, [verify.dataUpdatedAt])
  const again = (
    <Act size="xs" icon="check" whyNot={verify.isFetching ? 'It is being checked.' : null} onClick={() => void verify.refetch()}>
      {verify.isFetching ? 'Checking the chain' : 'Verify chain'}
    </Act>
  )
  if (verify.error !== null)
    return (
      <>
        <Glyph name="warn" tone="warn" /> {problemOf(verify.error).title} {again}
      </>
    )
  if (verify.data === undefined)
    return (
      <>
        <Glyph name="running" tone="accent" /> Checking every line of the chain
      </>
    )
  return verify.data.ok ? (
    <>
      <Glyph name="ok" tone="ok" />
      <span>
        Intact: {countOf(verify.data.entries, 'entry', 'entries')}, checked {formatAgo(checkedAt, new Date())}
      </span>
      {again}
    </>
  ) : (
    <>
      <Glyph name="fail" tone="fail" />
      <b>
        Broken at entry {verify.data.broken?.sequence ?? 'unknown'}: {verify.data.broken?.reason ?? 'the reason is not known'}
      </b>
      {again}
    </>
  )
}

function ExportAct() {
  const refused = useWhyNot('audit.export')
  const abort = useRef<AbortController>(undefined)
  const [entries, setEntries] = useState(0)
  const exporting = useMutation({
    mutationFn: () => {
      abort.current = new AbortController()
      setEntries(0)
      return readWholeAudit(abort.current.signal, setEntries)
    },
    onSuccess: ({ text, entries: all }) => {
      saveAs(`audit-${new Date().toISOString().slice(0, 10)}.jsonl`, text)
      toast('Audit log exported', { detail: `${countOf(all, 'entry', 'entries')}, one JSON a line, oldest first.` })
    },
  })
  useEffect(() => () => abort.current?.abort(), [])
  useCommands([
    {
      id: 'audit.export',
      title: 'Export the audit log',
      group: 'here',
      icon: 'download',
      keys: ['mod+e'],
      whyNot: refused,
      run: () => exporting.mutate(),
    },
  ])
  if (exporting.isPending)
    return (
      <>
        <span className="num">{formatCount(entries)} read</span>
        <Act icon="stop" onClick={() => abort.current?.abort()}>
          Cancel
        </Act>
      </>
    )
  const failed = exporting.error === null ? null : problemOf(exporting.error)
  return (
    <>
      {failed === null || failed.code === 'call.cancelled' ? null : <span>{failed.title}</span>}
      <Act icon="download" whyNot={refused} onClick={() => exporting.mutate()}>
        Export
      </Act>
    </>
  )
}

function useAudit(wanted: AuditWanted): PagedSource<AuditEntry> | null {
  const [source, setSource] = useState<PagedSource<AuditEntry> | null>(null)
  useEffect(() => {
    const next = openAudit(wanted)
    setSource(next)
    return () => next.close()
  }, [wanted])
  return source
}

const nothing = () => () => undefined

function AuditList() {
  const search: ListSearch = useSearch({ from: '/audit' })
  const navigate = useNavigate({ from: '/audit' })
  const outcome = isOutcome(search.status) ? search.status : undefined
  const wanted = useMemo(
    (): AuditWanted => ({
      ...(search.search === undefined ? {} : { search: search.search }),
      ...(outcome === undefined ? {} : { outcome }),
    }),
    [search.search, outcome],
  )
  const source = useAudit(wanted)
  useSyncExternalStore(source?.subscribe ?? nothing, source?.version ?? (() => 0))
  const instants = useInstants()
  const heights = useRowHeights()
  const [open, setOpen] = useState<AuditEntry | null>(null)
  const columns = useMemo(
    (): GridColumn<AuditEntry>[] => [
      {
        id: 'at',
        title: 'When',
        width: 180,
        cell: (entry) => <span className="num">{instants.full(new Date(entry.at))}</span>,
        text: (entry) => entry.at,
      },
      {
        id: 'action',
        title: 'Action',
        width: 180,
        cell: (entry) => <b style={{ fontWeight: 500 }}>{entry.action}</b>,
        text: (entry) => entry.action,
      },
      {
        id: 'target',
        title: 'Target',
        width: 220,
        grows: true,
        cell: (entry) =>
          entry.target === null ? (
            <span style={{ color: 'var(--pv-ink-3)' }}>the workspace</span>
          ) : (
            <span className="mono">{entry.target}</span>
          ),
        text: (entry) => entry.target ?? '',
      },
      {
        id: 'outcome',
        title: 'Outcome',
        width: 110,
        cell: (entry) => <OutcomeState outcome={entry.outcome} />,
        text: (entry) => entry.outcome,
      },
      { id: 'operator', title: 'Operator', width: 150, cell: (entry) => entry.operator, text: (entry) => entry.operator },
      {
        id: 'sequence',
        title: 'Entry',
        width: 80,
        align: 'end',
        givesWay: 1,
        cell: (entry) => <span className="num">{formatCount(entry.sequence)}</span>,
        text: (entry) => String(entry.sequence),
      },
      {
        id: 'hash',
        title: 'Hash',
        width: 110,
        givesWay: 2,
        cell: (entry) => <span className="mono">{entry.hash.slice(0, 10)}</span>,
        text: (entry) => entry.hash,
      },
    ],
    [instants],
  )
  const grid = useGrid('audit', columns)
  useCommands([
    { id: 'audit.refresh', title: 'Read the log again', group: 'here', icon: 'refresh', keys: ['r'], run: () => source?.refresh() },
  ])
  const filtered = search.search !== undefined || outcome !== undefined
  return (
    <Screen>
      <MainPane>
        <PaneHeader
          title="Audit log"
          aside={source === null || source.loading ? undefined : `${formatCount(source.total)} ${filtered ? 'match' : 'entries'}`}
          acts={<ExportAct />}
        />
        <Tabs
          label="Outcomes"
          tabs={outcomes}
          value={outcome ?? 'all'}
          onChange={(id) =>
            void navigate({ search: ({ status: _, ...before }) => (id === 'all' ? before : { ...before, status: id }), replace: true })
          }
        />
        <FilterBar end={<ColumnsMenu grid={grid} />}>
          <SearchField
            label="Search actions, targets, operators"
            width={310}
            delayMs={250}
            value={search.search ?? ''}
            onChange={(text) =>
              void navigate({ search: ({ search: _, ...before }) => (text === '' ? before : { ...before, search: text }), replace: true })
            }
          />
          <Verdict />
        </FilterBar>
        {source === null ? null : (
          <DataGrid
            grid={grid}
            source={source}
            label="Audit log"
            rowHeight={heights.list}
            onOpen={(entry) => setOpen(entry)}
            isOpen={(entry) => entry.sequence === open?.sequence}
            onCopied={(rows) => toast(`${countOf(rows, 'entry', 'entries')} copied`)}
            resetKey={JSON.stringify(wanted)}
            waitingFor="Reading the newest entries"
            empty={
              filtered ? (
                <FilteredFace title="No entry matches" onClear={() => void navigate({ search: {}, replace: true })}>
                  {search.search === undefined ? null : (
                    <>
                      Holds <b>{search.search}</b>.{' '}
                    </>
                  )}
                  {outcome === undefined ? null : (
                    <>
                      Outcome is <b>{outcome}</b>.
                    </>
                  )}
                </FilteredFace>
              ) : (
                <EmptyFace icon="audit" title="Nothing has been recorded yet">
                  Every act that changes something, and every export, becomes one line here.
                </EmptyFace>
              )
            }
          />
        )}
        <PaneFoot>Every line holds the hash of the line before it, so none can change or go unseen.</PaneFoot>
      </MainPane>
      {open === null ? null : <AuditPane entry={open} onClose={() => setOpen(null)} />}
    </Screen>
  )
}

/** Who did what, when, and what came of it. */
export function AuditScreen() {
  const refused = useWhyNot('audit.read')
  return refused === null ? (
    <AuditList />
  ) : (
    <ForbiddenFace title="The audit log is for database administrators and auditors">
      {refused} What you do is recorded there all the same.
    </ForbiddenFace>
  )
}
