import { useQuery } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import type { ConnectionHealth } from '#contract/connections.ts'
import { AlertBell } from '../alerts/index.ts'
import { bridge, orpc } from '../bridge/index.ts'
import { countOf, formatAgo, formatDuration, Glyph, type GlyphName, Icon, type Tone } from '../ui/index.ts'
import { liveHealth, useLive } from './live.ts'
import { useSession } from './session.tsx'
import { useStanding } from './standing.ts'
import styles from './status-bar.module.css'
import { useInstants } from './zone.ts'

const healthGlyphs: Readonly<Record<ConnectionHealth['state'], readonly [GlyphName, Tone]>> = {
  ok: ['ok', 'ok'],
  slow: ['warn', 'warn'],
  failed: ['fail', 'fail'],
  testing: ['running', 'accent'],
  unknown: ['unknown', 'faint'],
}

function Clock() {
  const instants = useInstants()
  const [now, setNow] = useState(() => new Date())
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 5000)
    return () => clearInterval(timer)
  }, [])
  return (
    <span className={`${styles['item']} num`}>
      {instants.time(now)} {instants.zoneName(now)}
    </span>
  )
}

function SessionItem({ health }: { readonly health: ConnectionHealth | undefined }) {
  const { connection } = useStanding()
  const { workspace } = useSession()
  if (connection === null)
    return <span className={styles['item']}>{workspace.demo ? 'Demo campus: invented people and money' : workspace.name}</span>
  const [glyph, tone] = healthGlyphs[health?.state ?? 'unknown']
  const failed = health?.state === 'failed'
  return (
    <>
      <span className={styles['item']}>
        <Glyph name={glyph} tone={tone} label={health?.state ?? 'not tested'} />
        {connection.name}
        {failed ? ': no session' : health?.server === null || health?.server === undefined ? null : ` · ${health.server}`}
      </span>
      <span className={`${styles['item']} ${styles['optional']}`}>
        <Icon name={connection.readWrite ? 'key' : 'lock'} size={13} />
        {connection.readWrite
          ? 'Writes on for this connection'
          : connection.engine === 'sqlite'
            ? 'Read-only, the file is opened so'
            : 'Read-only, held by the session'}
      </span>
      {failed || health?.ms === null || health?.ms === undefined ? null : (
        <span className={`${styles['item']} num`}>{formatDuration(health.ms)}</span>
      )}
    </>
  )
}

function Freshness({ health }: { readonly health: ReadonlyMap<string, ConnectionHealth> }) {
  const times = [...health.values()].flatMap((one) => (one.checkedAt === null ? [] : [Date.parse(one.checkedAt)]))
  if (times.length === 0) return null
  return (
    <span className={`${styles['item']} ${styles['optional']}`}>
      {countOf(health.size, 'connection', 'connections')}, checked {formatAgo(new Date(Math.max(...times)), new Date())}
    </span>
  )
}

function Chain() {
  const { rights } = useSession()
  const verdict = useQuery(
    orpc.audit.verify.queryOptions({ enabled: rights.includes('audit.read'), staleTime: 600_000, refetchInterval: 600_000 }),
  )
  if (verdict.data === undefined) return null
  return (
    <span className={`${styles['item']} ${styles['optional']}`}>
      {verdict.data.ok ? <Icon name="audit" size={13} /> : <Glyph name="fail" tone="fail" />}
      {verdict.data.ok
        ? `Audit chain intact, ${countOf(verdict.data.entries, 'entry', 'entries')}`
        : `Audit chain broken at entry ${verdict.data.broken?.sequence ?? 'unknown'}`}
    </span>
  )
}

/** The line at the bottom: on what one stands and how sure that is. */
export function StatusBar() {
  const { byConnection } = useLive(liveHealth)
  const { connection } = useStanding()
  const state = useSyncExternalStore(bridge.subscribe, bridge.state)
  return (
    <section className={styles['bar']} aria-label="Status">
      {state.kind === 'open' ? (
        <SessionItem health={byConnection.get(connection?.name ?? '')} />
      ) : (
        <span className={styles['item']}>
          <Glyph name="warn" tone="warn" /> No connection to the console
        </span>
      )}
      <span className={styles['end']}>
        <AlertBell />
        <Freshness health={byConnection} />
        <Chain />
        <Clock />
      </span>
    </section>
  )
}
