import type { ReactNode } from 'react'
import { shortServer } from '../lists/index.ts'
import { CertificateMark } from '../shell/index.ts'
import type { GridColumn } from '../ui/grid/index.ts'
import { formatBytes, formatCount, State, type StateWords } from '../ui/index.ts'
import { hasDatabase, serverOf, type TenantRow, versionOf } from './tenant-row.ts'
import { healthWordsOf, schemaMark, schemaSentence, statusWords } from './tenant-words.ts'
import styles from './tenants.module.css'

const Absent = ({ children }: { readonly children: ReactNode }) => <span className={styles['absent']}>{children}</span>

function Word({ words }: { readonly words: StateWords }) {
  return (
    <State glyph={words.glyph} tone={words.tone} glyphTone={words.glyphTone}>
      {words.word}
    </State>
  )
}

/** Why a fact is not there: no database, not looked at, not found out, or not kept by a schema that was recognised. */
function lack(row: TenantRow, kept: boolean): ReactNode {
  if (!hasDatabase(row)) return <Absent>none</Absent>
  if (row.facts === null) return <Absent>{row.pending ? 'looking…' : 'not looked at'}</Absent>
  return <Absent>{kept || row.facts.adapter === null ? 'unknown' : 'not kept'}</Absent>
}

function Schema({ row }: { readonly row: TenantRow }) {
  const version = versionOf(row)
  if (version === null) return <Absent>{hasDatabase(row) ? (row.facts === null ? 'not looked at' : 'unmanaged') : 'not created'}</Absent>
  const behind = row.facts?.behind ?? null
  const mark = schemaMark(behind)
  return (
    <span className={styles['schema']}>
      <code>{version}</code>
      {mark === null ? null : (
        <span className={styles['mark']} title={schemaSentence(behind)}>
          <State glyph={mark.glyph} tone={mark.tone}>
            {mark.word}
            <span className="sr-only">, {schemaSentence(behind)}</span>
          </State>
        </span>
      )}
    </span>
  )
}

const figure = (row: TenantRow, value: number | null | undefined, form: (value: number) => string, kept = true): ReactNode =>
  typeof value === 'number' ? <span className="num">{form(value)}</span> : lack(row, kept)

/** The columns of the fleet. Where the pane is narrow the domain goes first, then the server. */
export const tenantColumns: readonly GridColumn<TenantRow>[] = [
  {
    id: 'name',
    title: 'Tenant',
    width: 214,
    minWidth: 140,
    grows: true,
    pinned: true,
    sortable: true,
    cell: ({ tenant }) => (
      <span className={styles['name']} title={`${tenant.name}, ${tenant.domain}`}>
        {tenant.name}
      </span>
    ),
    text: ({ tenant }) => tenant.name,
  },
  {
    id: 'domain',
    title: 'Domain',
    width: 190,
    sortable: true,
    givesWay: 3,
    cell: ({ tenant }) => <code title={tenant.domain}>{tenant.domain}</code>,
    text: ({ tenant }) => tenant.domain,
  },
  {
    id: 'status',
    title: 'Status',
    width: 108,
    sortable: true,
    cell: ({ tenant }) => <Word words={statusWords[tenant.status]} />,
    text: ({ tenant }) => statusWords[tenant.status].word,
  },
  {
    id: 'server',
    title: 'Server',
    width: 148,
    sortable: true,
    givesWay: 2,
    cell: (row) => {
      const server = serverOf(row)
      if (server === null) return <Absent>none</Absent>
      const { connection } = row.tenant
      return (
        <span className={styles['server']}>
          <code title={server}>{shortServer(server)}</code>
          {connection === null ? null : <CertificateMark connection={connection} />}
        </span>
      )
    },
    text: (row) => serverOf(row) ?? '',
  },
  {
    id: 'schema',
    title: 'Schema',
    width: 100,
    sortable: true,
    cell: (row) => <Schema row={row} />,
    text: (row) => versionOf(row) ?? '',
  },
  {
    id: 'health',
    title: 'Health',
    width: 118,
    sortable: true,
    cell: ({ tenant, facts, pending }) =>
      facts !== null ? (
        <Word words={healthWordsOf(facts.health, tenant.status)} />
      ) : tenant.connection === null ? (
        <Absent>not watched</Absent>
      ) : (
        <State glyph={pending ? 'running' : 'wait'} tone="faint" glyphTone={pending ? 'accent' : 'faint'}>
          {pending ? 'Looking' : 'Not looked at'}
        </State>
      ),
    text: ({ tenant, facts }) => (facts === null ? '' : healthWordsOf(facts.health, tenant.status).word),
  },
  {
    id: 'openWithdrawals',
    title: 'Open withdrawals',
    width: 138,
    align: 'end',
    sortable: true,
    cell: (row) => figure(row, row.facts?.openWithdrawals, formatCount, false),
    text: ({ facts }) => String(facts?.openWithdrawals ?? ''),
  },
  {
    id: 'people',
    title: 'People',
    width: 80,
    align: 'end',
    sortable: true,
    cell: (row) => figure(row, row.facts?.people, formatCount),
    text: ({ facts }) => String(facts?.people ?? ''),
  },
  {
    id: 'bytes',
    title: 'Size',
    width: 84,
    align: 'end',
    sortable: true,
    givesWay: 1,
    cell: (row) => figure(row, row.facts?.bytes, formatBytes),
    text: ({ facts }) => String(facts?.bytes ?? ''),
  },
  {
    id: 'groups',
    title: 'Groups',
    width: 130,
    hidden: true,
    sortable: true,
    cell: ({ tenant }) => (tenant.groups.length === 0 ? <Absent>none</Absent> : tenant.groups.join(', ')),
    text: ({ tenant }) => tenant.groups.join(', '),
  },
]
