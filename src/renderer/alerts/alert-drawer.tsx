import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Alert } from '#contract/alerts.ts'
import { client, orpc, problemOf } from '../bridge/index.ts'
import { toggleAlerts, useInstants, useWhyNot } from '../shell/index.ts'
import { Act, EmptyFace, FailedFace, Glyph, IconAct, LinkAct, LoadingFace, Note, PaneHeader } from '../ui/index.ts'
import styles from './alert-drawer.module.css'
import { alertState, connectionOf } from './alert-words.ts'
import { useOpenAlerts } from './use-alerts.ts'

interface AlertItemProps {
  readonly alert: Alert
  readonly onOpen: (connection: string) => void
  /** Null where it was seen already. */
  readonly seen: { readonly whyNot: string | null; readonly run: () => void } | null
}

function AlertItem({ alert, onOpen, seen }: AlertItemProps) {
  const instants = useInstants()
  const { glyph, tone, word } = alertState[alert.kind]
  const at = new Date(alert.at)
  const connection = connectionOf(alert)
  return (
    <li className={styles['alert']} data-seen={seen === null || undefined}>
      <Glyph name={glyph} tone={seen === null ? 'faint' : tone} label={word} />
      <div className={styles['text']}>
        <div className={styles['title']}>{alert.title}</div>
        {alert.detail === '' ? null : <div className={styles['detail']}>{alert.detail}</div>}
        <div className={`${styles['line']} num`}>
          {word}, {instants.day(at)}, {instants.time(at)}
          {alert.code === null ? null : (
            <>
              {' '}
              <code>{alert.code}</code>
            </>
          )}
        </div>
        {alert.acknowledgedBy === null || alert.acknowledgedAt === null ? null : (
          <div className={`${styles['line']} num`}>
            Seen by {alert.acknowledgedBy}, {instants.time(new Date(alert.acknowledgedAt))}
          </div>
        )}
        {connection === null ? null : <LinkAct onClick={() => onOpen(connection)}>Open {connection}</LinkAct>}
      </div>
      {seen === null ? null : (
        <Act size="xs" icon="check" whyNot={seen.whyNot} onClick={seen.run}>
          Seen
        </Act>
      )}
    </li>
  )
}

/** The alerts beside every screen: what nobody has seen yet, then what was seen before. */
export default function AlertDrawer() {
  const open = useOpenAlerts()
  const before = useQuery(orpc.alerts.list.queryOptions({ input: { open: false, limit: 100 } }))
  const refused = useWhyNot('jobs.manage')
  const navigate = useNavigate()
  const queryClient = useQueryClient()
  const seen = useMutation({
    // One after the other: each is a line of the audit log.
    mutationFn: async (ids: readonly number[]) => {
      for (const id of ids) await client.alerts.acknowledge({ id })
    },
    onSettled: () => queryClient.invalidateQueries({ queryKey: orpc.alerts.key() }),
  })
  const whyNot = refused ?? (seen.isPending ? 'They are being marked.' : null)
  const waiting = open.data?.alerts ?? []
  const past = (before.data?.alerts ?? []).filter(({ acknowledgedAt }) => acknowledgedAt !== null).slice(0, 50)
  const show = (connection: string): void => void navigate({ to: '/connections', search: { open: connection } })
  return (
    <aside className={styles['drawer']} aria-label="Alerts">
      <PaneHeader
        title="Alerts"
        aside={open.data === undefined ? undefined : open.data.open === 0 ? 'all seen' : `${open.data.open} not seen`}
        acts={
          <>
            {waiting.length < 2 ? null : (
              <Act look="subtle" whyNot={whyNot} onClick={() => seen.mutate(waiting.map(({ id }) => id))}>
                All seen
              </Act>
            )}
            <IconAct icon="close" label="Close" onClick={toggleAlerts} />
          </>
        }
      />
      <div className={styles['scroller']}>
        {seen.error === null ? null : (
          <Note tone="fail">
            {problemOf(seen.error).title} {problemOf(seen.error).remedy.join(' ')}
          </Note>
        )}
        {open.data === undefined ? (
          open.error === null ? (
            <LoadingFace rows={3}>Reading the alerts</LoadingFace>
          ) : (
            <FailedFace problem={problemOf(open.error)} onRetry={() => void open.refetch()} />
          )
        ) : waiting.length === 0 && past.length === 0 ? (
          <EmptyFace icon="bell" title="No alerts">
            A connection that fails, answers again, or whose certificate or password is due soon is told here.
          </EmptyFace>
        ) : (
          <ul className={styles['list']} aria-label="Not seen">
            {waiting.map((alert) => (
              <AlertItem key={alert.id} alert={alert} onOpen={show} seen={{ whyNot, run: () => seen.mutate([alert.id]) }} />
            ))}
            {waiting.length === 0 ? <li className={styles['none']}>Every alert was seen.</li> : null}
          </ul>
        )}
        {past.length === 0 ? null : (
          <section aria-label="Seen before">
            <h3 className={styles['head']}>Seen before</h3>
            <ul className={styles['list']}>
              {past.map((alert) => (
                <AlertItem key={alert.id} alert={alert} onOpen={show} seen={null} />
              ))}
            </ul>
          </section>
        )}
      </div>
    </aside>
  )
}
