import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'
import { RowPosition } from '../lists/index.ts'
import { targetToText, useInstants, useWhyNot } from '../shell/index.ts'
import {
  Act,
  Facts,
  formatAgo,
  formatBytes,
  formatCount,
  formatDuration,
  LinkAct,
  Section,
  SidePane,
  State,
  type TabItem,
  Tabs,
} from '../ui/index.ts'
import { Findings } from './findings.tsx'
import { hasDatabase, serverOf, type TenantRow, versionOf } from './tenant-row.ts'
import { healthWordsOf, schemaSentence, statusWords } from './tenant-words.ts'
import styles from './tenants.module.css'

type Tab = 'overview' | 'schema' | 'people'
type Registrar = '/people' | '/enrollments' | '/withdrawals' | '/refunds'

interface PaneProps {
  readonly row: TenantRow
  readonly position: number | null
  readonly total: number
  readonly onStep: (step: 1 | -1) => void
  readonly onLook: () => void
  readonly onClose: () => void
}

const Absent = ({ children }: { readonly children: ReactNode }) => <span className={styles['absent']}>{children}</span>

function Verdict({ row, onLook }: { readonly row: TenantRow; readonly onLook: () => void }) {
  const { tenant, facts, pending } = row
  if (facts === null)
    return (
      <div className={styles['verdict']}>
        <State glyph={pending ? 'running' : 'wait'} tone="quiet" glyphTone={pending ? 'accent' : 'faint'}>
          {hasDatabase(row) ? (pending ? 'Being looked at' : 'Not looked at yet') : 'Not watched'}
        </State>
      </div>
    )
  const words = healthWordsOf(facts.health, tenant.status)
  return (
    <div className={styles['verdict']}>
      <State glyph={words.glyph} tone={words.tone} glyphTone={words.glyphTone}>
        <b>{words.word}</b>
      </State>
      <span className="num">
        {pending ? 'being looked at again' : `looked at ${formatAgo(new Date(facts.checkedAt), new Date())}`}
        {facts.ms === null ? '' : `, took ${formatDuration(facts.ms)}`}
      </span>
      {pending ? null : <LinkAct onClick={onLook}>Look again</LinkAct>}
    </div>
  )
}

function Overview({ row }: { readonly row: TenantRow }) {
  const { tenant, facts } = row
  const instants = useInstants()
  const status = statusWords[tenant.status]
  const version = versionOf(row)
  const server = serverOf(row)
  const code = (text: string | null, none: string) => (text === null ? <Absent key="none">{none}</Absent> : <code key="code">{text}</code>)
  const unknown = hasDatabase(row) ? (facts === null ? 'not looked at yet' : 'not known') : 'none yet'
  return (
    <Section>
      <Findings row={row} />
      <Facts
        facts={[
          [
            'Status',
            <span key="status" className={styles['status']}>
              <State glyph={status.glyph} tone="plain" glyphTone={status.glyphTone === 'decoration' ? 'quiet' : status.glyphTone}>
                {status.word}
              </State>
              <span>
                {tenant.approvedAt === null ? '' : instants.day(new Date(tenant.approvedAt))}
                {tenant.approvedBy === null ? '' : ` by ${tenant.approvedBy}`}
              </span>
            </span>,
          ],
          ['Registered', instants.day(new Date(tenant.createdAt))],
          ['Database', code(tenant.database, 'not created')],
          ['Server', code(server, 'none')],
          ['Connection', code(tenant.connection, 'none')],
          [
            'Blueprint',
            tenant.blueprint === null ? (
              <Absent key="none">none, unmanaged</Absent>
            ) : (
              <span key="blueprint">
                {tenant.blueprint}
                {version === null ? null : (
                  <>
                    {' '}
                    · schema <code>{version}</code>
                  </>
                )}
                {facts?.behind == null ? '' : `, ${schemaSentence(facts.behind)}`}
              </span>
            ),
          ],
          [
            'People',
            facts?.people == null ? (
              <Absent key="none">{unknown}</Absent>
            ) : (
              <span key="people" className="num">
                {formatCount(facts.people)}
                {facts.students === null ? '' : ` · ${formatCount(facts.students)} students`}
              </span>
            ),
          ],
          [
            'Size',
            facts?.bytes == null ? (
              <Absent key="none">{unknown}</Absent>
            ) : (
              <span key="size" className="num">
                {formatBytes(facts.bytes)}
              </span>
            ),
          ],
          ['Groups', tenant.groups.length === 0 ? <Absent key="none">in none</Absent> : tenant.groups.join(', ')],
        ]}
      />
    </Section>
  )
}

function Schema({ row }: { readonly row: TenantRow }) {
  const { facts, tenant } = row
  if (facts === null) return <Section>Its database was not looked at yet.</Section>
  return (
    <>
      <Section title="Recognised">
        <Facts
          facts={[
            ['LMS', facts.adapter === null ? <Absent key="none">none this version knows</Absent> : facts.adapter],
            ['Blueprint', tenant.blueprint ?? <Absent key="none">none, unmanaged</Absent>],
            [
              'Version',
              facts.schemaVersion === null ? <Absent key="none">no ledger found</Absent> : <code key="version">{facts.schemaVersion}</code>,
            ],
            ['Against it', schemaSentence(facts.behind)],
          ]}
        />
      </Section>
      <Section title="Missing" aside={<span className="num">{facts.missing.length}</span>}>
        {facts.missing.length === 0 ? (
          <Absent>{facts.adapter === null ? 'Nothing to compare with.' : 'Everything the console reads is there.'}</Absent>
        ) : (
          <ul className={styles['list']}>
            {facts.missing.map((name) => (
              <li key={name}>
                <code>{name}</code> <Absent>{name.includes('.') ? 'column' : 'table'}</Absent>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Section title="Foreign keys without an index" aside={<span className="num">{facts.unindexedForeignKeys.length}</span>}>
        {facts.unindexedForeignKeys.length === 0 ? (
          <Absent>None of those the console reads.</Absent>
        ) : (
          <ul className={styles['list']}>
            {facts.unindexedForeignKeys.map((name) => (
              <li key={name}>
                <code>{name}</code>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  )
}

function People({ row, onGo }: { readonly row: TenantRow; readonly onGo: (to: Registrar) => void }) {
  const { facts } = row
  const refused = useWhyNot('registrar.read')
  const count = (value: number | null | undefined, none: string) =>
    value == null ? <Absent>{none}</Absent> : <span className="num">{formatCount(value)}</span>
  const link = (to: Registrar, words: string) => (refused === null ? <LinkAct onClick={() => onGo(to)}>{words}</LinkAct> : null)
  const line = (value: ReactNode, ...links: readonly ReactNode[]) => (
    <span style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'baseline', gap: 12 }}>
      {value}
      {links}
    </span>
  )
  return (
    <Section>
      <Facts
        facts={[
          ['People', line(count(facts?.people, 'not known'), link('/people', 'Open people'))],
          ['Students', line(count(facts?.students, 'not known'), link('/enrollments', 'Open enrollments'))],
          ['Open cases', line(count(facts?.openWithdrawals, 'its schema keeps none'), link('/withdrawals', 'Open withdrawals'))],
          ...(refused === null ? [['Refunds', line(<Absent>counted when opened</Absent>, link('/refunds', 'Open refunds'))] as const] : []),
        ]}
      />
      {refused === null ? null : <p className={styles['absent']}>{refused}</p>}
    </Section>
  )
}

/** One tenant beside the fleet: what is wrong with it first, then what it is. */
export function TenantPane({ row, position, total, onStep, onLook, onClose }: PaneProps) {
  const [tab, setTab] = useState<Tab>('overview')
  const navigate = useNavigate()
  const { tenant, facts } = row
  const tabs: readonly TabItem<Tab>[] = hasDatabase(row)
    ? [
        { id: 'overview', title: 'Overview' },
        { id: 'schema', title: 'Schema', ...(facts === null || facts.missing.length === 0 ? {} : { count: facts.missing.length }) },
        { id: 'people', title: 'People' },
      ]
    : [{ id: 'overview', title: 'Overview' }]
  const target = targetToText({ kind: 'tenant', domain: tenant.domain })
  const registrarRefused = useWhyNot('registrar.read')
  const tablesRefused = useWhyNot('tables.read')
  const noDatabase = hasDatabase(row) ? null : 'It has no database yet: it waits for approval.'
  const noCases = facts !== null && facts.adapter !== null && facts.openWithdrawals === null ? 'Its schema keeps no withdrawals.' : null
  const go = (to: Registrar | '/tables') => void navigate({ to, search: { target } })
  return (
    <SidePane
      title={tenant.name}
      subtitle={<code>{tenant.domain}</code>}
      headActs={<RowPosition position={position} total={total} onStep={onStep} what="tenant" />}
      tabs={tabs.length === 1 ? undefined : <Tabs label="What is shown of the tenant" tabs={tabs} value={tab} onChange={setTab} />}
      acts={
        <>
          <Act look="primary" whyNot={noDatabase ?? registrarRefused ?? noCases} onClick={() => go('/withdrawals')}>
            Open withdrawals
          </Act>
          <Act whyNot={noDatabase ?? tablesRefused} onClick={() => go('/tables')}>
            Open tables
          </Act>
        </>
      }
      onClose={onClose}
    >
      <Verdict row={row} onLook={onLook} />
      {tab === 'schema' && hasDatabase(row) ? (
        <Schema row={row} />
      ) : tab === 'people' && hasDatabase(row) ? (
        <People row={row} onGo={go} />
      ) : (
        <Overview row={row} />
      )}
    </SidePane>
  )
}
