import { Menu } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Connection, ConnectionHealth } from '#contract/connections.ts'
import { orpc, problemOf } from '../bridge/index.ts'
import { liveHealth, toast, useCommands, useDisclosures, useInstants, useLive, useWhyNot } from '../shell/index.ts'
import { copyText } from '../ui/grid/index.ts'
import {
  Act,
  countOf,
  Facts,
  formatDuration,
  Icon,
  IconAct,
  LinkAct,
  MainPane,
  PaneBody,
  PaneHeader,
  Section,
  Tabs,
  Tag,
} from '../ui/index.ts'
import { AccessReview } from './access-review.tsx'
import styles from './connection-detail.module.css'
import { ExportDialog } from './files/index.ts'
import { LatencyChart, latencyWords } from './latency-chart.tsx'
import { QueryBox } from './query-box.tsx'
import { RemoveDialog } from './remove-dialog.tsx'
import { RotateDialog } from './rotate-dialog.tsx'
import { TestBody, TestFacts, TestSide, useConnectionTest, useRoomBeside, Verdict, verdictOf } from './test/index.ts'

const engineTag = { postgres: 'PG', mysql: 'MY', sqlite: 'SL' } as const
const passwordWords = { keychain: 'In the keychain', file: 'In the vault file', memory: 'In memory, gone when the console ends' } as const
const tlsWords = {
  disable: 'not encrypted',
  require: 'encrypted, certificate not checked',
  'verify-ca': 'encrypted, issuer checked',
  'verify-full': 'encrypted, issuer and name checked',
} as const

function Overview({ connection }: { readonly connection: Connection }) {
  const show = useQuery(orpc.connections.show.queryOptions({ input: { name: connection.name }, staleTime: 60_000 }))
  const readings = useLive(liveHealth).readings.get(connection.name) ?? []
  const instants = useInstants()
  const navigate = useNavigate()
  const sqlite = connection.engine === 'sqlite'
  const { pool } = connection
  return (
    <PaneBody>
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
  /** Every connection and how each is: another one on the same server says whether the server is up. */
  readonly all: readonly Connection[]
  readonly health: ReadonlyMap<string, ConnectionHealth>
  readonly onChoose: (name: string) => void
  readonly onEdit: () => void
  readonly onRemoved: () => void
}

const tabs = [
  { id: 'test', title: 'Test' },
  { id: 'overview', title: 'Overview' },
  { id: 'access', title: 'Access' },
  { id: 'query', title: 'Query' },
] as const

/** One connection: each stage of its test and what to do about it, where it is, how it is used, and a statement on it. */
export function ConnectionDetail({ connection, all, health, onChoose, onEdit, onRemoved }: ConnectionDetailProps) {
  const [tab, setTab] = useState<(typeof tabs)[number]['id']>('test')
  const [asking, setAsking] = useState<'remove' | 'export' | 'rotate' | null>(null)
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const instants = useInstants()
  const refused = useWhyNot('connections.manage')
  const noRotation =
    refused ?? (connection.passwordFrom === 'vault' && connection.passwordIn !== null ? null : 'Its password is not in the vault.')
  const noTables = useWhyNot('tables.read')
  const own = health.get(connection.name)
  const { run, found, again, cancel, offersCancel } = useConnectionTest(connection, own?.state === 'failed')
  const history = useQuery(orpc.connections.history.queryOptions({ input: { name: connection.name, days: 1 }, staleTime: 60_000 }))
  const { jobs, alerts } = useDisclosures()
  // A drawer stands where the facts would: they go below the stages then.
  const room = useRoomBeside() && !jobs && !alerts
  const certificate = found.stages.find((stage) => stage.certificate !== undefined)?.certificate
  const failing = run.test?.ok === false && history.data?.failingSince != null ? Date.parse(history.data.failingSince) : null
  const tables = () => void navigate({ to: '/tables', search: { target: `connection:${connection.name}` } })
  const tenants = queryClient.getQueryData(orpc.connections.show.queryKey({ input: { name: connection.name } }))?.tenants.length ?? 0
  const noReport = run.report === null ? 'There is no finished test to report.' : null
  const copyReport = () => {
    if (run.report === null) return
    copyText(run.report)
    toast('Report copied', { detail: 'As markdown, without user, password or rows.' })
  }
  useCommands([
    {
      id: 'connections.check',
      title: `Test ${connection.name} again`,
      group: 'here',
      icon: 'refresh',
      keys: ['r'],
      run: () => {
        setTab('test')
        again()
      },
    },
    { id: 'connections.report', title: 'Copy the report of the test', group: 'here', icon: 'copy', whyNot: noReport, run: copyReport },
    {
      id: 'connections.tables',
      title: `Open the tables of ${connection.name}`,
      group: 'here',
      icon: 'tables',
      whyNot: noTables,
      run: tables,
    },
    { id: 'connections.change', title: `Change ${connection.name}…`, group: 'here', icon: 'settings', whyNot: refused, run: onEdit },
    {
      id: 'connections.export',
      title: `Export ${connection.name} to another tool's file…`,
      group: 'here',
      icon: 'download',
      run: () => setAsking('export'),
    },
    {
      id: 'connections.rotate',
      title: `Change the password of ${connection.name}…`,
      group: 'here',
      icon: 'lock',
      whyNot: noRotation,
      run: () => setAsking('rotate'),
    },
    {
      id: 'connections.remove',
      title: 'Remove this connection…',
      group: 'here',
      icon: 'close',
      whyNot: refused,
      run: () => setAsking('remove'),
    },
  ])
  const facts = <TestFacts connection={connection} test={found.test} certificate={certificate} now={Date.now()} />
  return (
    <>
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
              <Act icon="copy" whyNot={noReport} onClick={copyReport}>
                Copy report
              </Act>
              <Act icon="settings" whyNot={refused} onClick={onEdit}>
                Change…
              </Act>
              {offersCancel ? (
                <Act icon="stop" hint="Esc" onClick={cancel}>
                  Cancel test
                </Act>
              ) : (
                <Act icon="refresh" hint="R" onClick={again}>
                  Test again
                </Act>
              )}
              <Menu position="bottom-end">
                <Menu.Target>
                  <IconAct icon="more" label="More for this connection" />
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item leftSection={<Icon name="tables" size={14} />} disabled={noTables !== null} onClick={tables}>
                    Open tables
                  </Menu.Item>
                  <Menu.Item leftSection={<Icon name="download" size={14} />} onClick={() => setAsking('export')}>
                    Export…
                  </Menu.Item>
                  <Menu.Item
                    leftSection={<Icon name="lock" size={14} />}
                    disabled={noRotation !== null}
                    title={noRotation ?? undefined}
                    onClick={() => setAsking('rotate')}
                  >
                    Change the password…
                  </Menu.Item>
                  <Menu.Divider />
                  <Menu.Item
                    leftSection={<Icon name={refused === null ? 'close' : 'lock'} size={14} />}
                    disabled={refused !== null}
                    onClick={() => setAsking('remove')}
                  >
                    {refused === null ? 'Remove…' : `Remove… ${refused}`}
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </>
          }
        />
        <Verdict
          verdict={verdictOf(run, connection.engine, connection.ssh !== null, own?.ms ?? null)}
          when={
            run.state === 'none' ? null : (
              <>
                {instants.seconds(new Date(run.startedAt))}
                {failing === null ? null : <div>failing for {formatDuration(Math.max(1000, run.startedAt - failing))}</div>}
              </>
            )
          }
        />
        <Tabs label="Connection" tabs={tabs} value={tab} onChange={setTab} />
        {tab === 'test' ? (
          <PaneBody>
            <TestBody
              connection={connection}
              run={run}
              certificate={certificate}
              others={all}
              health={health}
              onAgain={again}
              onChoose={onChoose}
            />
            {room ? null : facts}
          </PaneBody>
        ) : tab === 'overview' ? (
          <Overview connection={connection} />
        ) : tab === 'access' ? (
          <AccessReview connection={connection} />
        ) : (
          <QueryBox connection={connection} />
        )}
      </MainPane>
      {tab === 'test' && room ? <TestSide>{facts}</TestSide> : null}
      {asking === 'export' ? <ExportDialog connection={connection} onClose={() => setAsking(null)} /> : null}
      {asking === 'rotate' ? (
        <RotateDialog
          connection={connection}
          onClose={() => setAsking(null)}
          onRotated={({ also, byHand }) => {
            setAsking(null)
            const left = byHand.length === 0 ? '' : ` Left as they are: ${byHand.map((other) => other.connection).join(', ')}.`
            toast(`The password of ${connection.name} is changed`, {
              detail: `${also.length === 0 ? 'A fresh login with it succeeded.' : `Also for ${also.join(', ')}, of the same account.`}${left}`,
            })
            again()
          }}
        />
      ) : null}
      {asking === 'remove' ? (
        <RemoveDialog
          connection={connection}
          tenants={tenants}
          onClose={() => setAsking(null)}
          onRemoved={() => {
            setAsking(null)
            toast(`Connection ${connection.name} removed`, {
              detail:
                tenants === 0 ? 'The database itself is as it was.' : `${countOf(tenants, 'tenant', 'tenants')} can no longer be reached.`,
            })
            onRemoved()
          }}
        />
      ) : null}
    </>
  )
}
