import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import type { Connection, ConnectionHealth } from '#contract/connections.ts'
import { client, orpc, problemOf } from '../bridge/index.ts'
import { liveHealth, toast, useCommands, useInstants, useLive, useWhyNot } from '../shell/index.ts'
import { copyText } from '../ui/grid/index.ts'
import {
  Act,
  countOf,
  Facts,
  formatDuration,
  Glyph,
  LinkAct,
  MainPane,
  Note,
  PaneBody,
  PaneHeader,
  Section,
  Tabs,
  Tag,
} from '../ui/index.ts'
import styles from './connection-detail.module.css'
import { healthGlyph, healthSentence } from './health-words.ts'
import { LatencyChart, latencyWords } from './latency-chart.tsx'
import { QueryBox } from './query-box.tsx'
import { RemoveDialog } from './remove-dialog.tsx'

const engineTag = { postgres: 'PG', mysql: 'MY', sqlite: 'SL' } as const
const passwordWords = { keychain: 'In the keychain', file: 'In the vault file', memory: 'In memory, gone when the console ends' } as const
const tlsWords = {
  disable: 'not encrypted',
  require: 'encrypted, certificate not checked',
  'verify-ca': 'encrypted, issuer checked',
  'verify-full': 'encrypted, issuer and name checked',
} as const

function Verdict({ connection, health }: { readonly connection: Connection; readonly health: ConnectionHealth | undefined }) {
  const instants = useInstants()
  const state = health?.state ?? 'unknown'
  const [glyph, tone] = healthGlyph[state]
  const second =
    state === 'failed'
      ? 'Nothing was read, and nothing was changed.'
      : health?.ms === null || health?.ms === undefined
        ? `${connection.address} has not been asked.`
        : `A first row took ${formatDuration(health.ms)}${health.server === null ? '' : ` from ${health.server}`}.`
  return (
    <div className={styles['verdict']} role={state === 'failed' ? 'alert' : undefined}>
      <span className={styles['tile']} data-state={state}>
        <Glyph name={glyph} tone={tone} size={15} />
      </span>
      <div>
        <h2>{healthSentence(health)}</h2>
        <p>{second}</p>
      </div>
      <span className={`${styles['when']} num`}>
        {health?.checkedAt == null ? 'not tested' : instants.seconds(new Date(health.checkedAt))}
      </span>
    </div>
  )
}

function Failure({ problem }: { readonly problem: NonNullable<ConnectionHealth['problem']> }) {
  return (
    <div className={styles['failure']}>
      {problem.remedy.length === 0 ? null : (
        <ol>
          {problem.remedy.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      <details className={styles['words']}>
        <summary>
          <code>{problem.code}</code>, the driver's words
        </summary>
        <pre>{problem.detail === '' ? 'The driver said nothing more.' : problem.detail}</pre>
      </details>
    </div>
  )
}

function Overview({ connection, health }: { readonly connection: Connection; readonly health: ConnectionHealth | undefined }) {
  const show = useQuery(orpc.connections.show.queryOptions({ input: { name: connection.name }, staleTime: 60_000 }))
  const readings = useLive(liveHealth).readings.get(connection.name) ?? []
  const instants = useInstants()
  const navigate = useNavigate()
  const sqlite = connection.engine === 'sqlite'
  const { pool } = connection
  return (
    <PaneBody>
      {health?.problem == null ? null : <Failure problem={health.problem} />}
      <div className={styles['columns']}>
        <Section title="Where it is">
          <Facts
            facts={[
              [sqlite ? 'File' : 'Address', <code key="address">{connection.address}</code>],
              ...(sqlite
                ? []
                : ([
                    ['Database', <code key="database">{connection.database}</code>],
                    ['Signs in as', connection.user === null ? 'nobody in particular' : <code key="user">{connection.user}</code>],
                    ['Password', connection.passwordIn === null ? 'none is stored' : passwordWords[connection.passwordIn]],
                    ['TLS', tlsWords[connection.tls.mode]],
                    ...(connection.ssh === null ? [] : [['Through SSH', <code key="ssh">{connection.ssh}</code>] as const]),
                  ] as const)),
              [
                'URL',
                <span key="url">
                  <code>{connection.url}</code>{' '}
                  <LinkAct
                    onClick={() => {
                      copyText(connection.url)
                      toast('URL copied', { detail: 'It holds no password.' })
                    }}
                  >
                    Copy
                  </LinkAct>
                </span>,
              ],
            ]}
          />
        </Section>
        <Section title="How it is used">
          <Facts
            facts={[
              [
                'Writes',
                connection.readWrite
                  ? 'on: sessions may write'
                  : sqlite
                    ? 'off: the file is opened read-only'
                    : 'off: each session is read-only',
              ],
              ['Schema', connection.external ? "the LMS's own, never migrated here" : 'may be migrated here'],
              [
                'Recognised as',
                show.data === undefined
                  ? show.error === null
                    ? 'being looked at'
                    : problemOf(show.error).title
                  : show.data.adapter === null
                    ? 'no LMS this version knows'
                    : show.data.adapter.id,
              ],
              ...(show.data?.adapter == null || show.data.adapter.missing.length === 0
                ? []
                : ([['It lacks', <code key="missing">{show.data.adapter.missing.join(', ')}</code>]] as const)),
              ['Sessions', `${pool.size} kept, ${pool.overflow} more under load`],
              ['Gives up after', formatDuration(pool.connectTimeoutMs)],
              ['Added', instants.day(new Date(connection.createdAt))],
            ]}
          />
        </Section>
      </div>
      <Section title="Time to a first row" aside={latencyWords(readings)}>
        {readings.length < 2 ? 'The line begins with the second reading.' : <LatencyChart readings={readings} />}
      </Section>
      <Section title="Tenants on it" aside={show.data === undefined ? undefined : String(show.data.tenants.length)}>
        {show.data?.tenants.length === 0 ? 'No tenant lives on this connection.' : null}
        <div className={styles['tenants']}>
          {show.data?.tenants.map((domain) => (
            <LinkAct key={domain} onClick={() => void navigate({ to: '/tenants', search: { open: domain } })}>
              {domain}
            </LinkAct>
          ))}
        </div>
      </Section>
    </PaneBody>
  )
}

interface ConnectionDetailProps {
  readonly connection: Connection
  readonly health: ConnectionHealth | undefined
  readonly onRemoved: () => void
}

/** One connection: how it is and what to do about it, where it is, how it is used, and a statement on it. */
export function ConnectionDetail({ connection, health, onRemoved }: ConnectionDetailProps) {
  const [tab, setTab] = useState<'overview' | 'query'>('overview')
  const [removing, setRemoving] = useState(false)
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const refused = useWhyNot('connections.manage')
  const noTables = useWhyNot('tables.read')
  const check = useMutation({
    mutationFn: () => client.connections.check({ name: connection.name }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: orpc.connections.show.queryKey({ input: { name: connection.name } }) }),
  })
  // Nobody should have to press a button to learn how what they opened is.
  const untested = (health?.state ?? 'unknown') === 'unknown'
  const { mutate: test, isIdle } = check
  useEffect(() => {
    if (untested && isIdle) test()
  }, [untested, isIdle, test])
  const current = check.isPending && health !== undefined ? { ...health, state: 'testing' as const } : (check.data ?? health)
  const shown =
    health?.checkedAt != null && check.data?.checkedAt != null && health.checkedAt > check.data.checkedAt && !check.isPending
      ? health
      : current
  const tables = () => void navigate({ to: '/tables', search: { target: `connection:${connection.name}` } })
  const tenants = queryClient.getQueryData(orpc.connections.show.queryKey({ input: { name: connection.name } }))?.tenants.length ?? 0
  useCommands([
    {
      id: 'connections.check',
      title: `Test ${connection.name} again`,
      group: 'here',
      icon: 'refresh',
      keys: ['r'],
      run: () => check.mutate(),
    },
    {
      id: 'connections.tables',
      title: `Open the tables of ${connection.name}`,
      group: 'here',
      icon: 'tables',
      whyNot: noTables,
      run: tables,
    },
    {
      id: 'connections.remove',
      title: 'Remove this connection…',
      group: 'here',
      icon: 'close',
      whyNot: refused,
      run: () => setRemoving(true),
    },
  ])
  return (
    <MainPane>
      <PaneHeader
        title={connection.name}
        aside={
          <>
            <Tag outline>{engineTag[connection.engine]}</Tag> <code>{connection.address}</code>
          </>
        }
        acts={
          <>
            <Act icon="tables" whyNot={noTables} onClick={tables}>
              Open tables
            </Act>
            <Act look="danger-outline" whyNot={refused} onClick={() => setRemoving(true)}>
              Remove…
            </Act>
            <Act icon="refresh" hint="R" onClick={() => check.mutate()}>
              {check.isPending ? 'Testing' : 'Test again'}
            </Act>
          </>
        }
      />
      <Verdict connection={connection} health={shown} />
      {check.error === null ? null : <Note tone="fail">The test could not be made. {problemOf(check.error).title}</Note>}
      <Tabs
        label="Connection"
        tabs={[
          { id: 'overview', title: 'Overview' },
          { id: 'query', title: 'Query' },
        ]}
        value={tab}
        onChange={setTab}
      />
      {tab === 'overview' ? <Overview connection={connection} health={shown} /> : <QueryBox connection={connection} />}
      {removing ? (
        <RemoveDialog
          connection={connection}
          tenants={tenants}
          onClose={() => setRemoving(false)}
          onRemoved={() => {
            setRemoving(false)
            toast(`Connection ${connection.name} removed`, {
              detail:
                tenants === 0 ? 'The database itself is as it was.' : `${countOf(tenants, 'tenant', 'tenants')} can no longer be reached.`,
            })
            onRemoved()
          }}
        />
      ) : null}
    </MainPane>
  )
}
