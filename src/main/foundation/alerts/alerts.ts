import { setTimeout as sleep } from 'node:timers/promises'
import type { Alert, AlertKind } from '#contract/alerts.ts'
import { ProvostError } from '#contract/errors.ts'
import type { State } from '../state/index.ts'

export interface NewAlert {
  readonly kind: AlertKind
  /** What it is about, as `noun:name`. */
  readonly subject: string
  readonly title: string
  readonly detail?: string
  readonly code?: string | null
}

/** A port that the host lends: shows a notification of the desktop. */
export type Notify = (notification: { readonly title: string; readonly body: string; readonly subject: string }) => void

/** What a person should know without asking, kept until they have seen it. */
export interface Alerts {
  /** Inside a transaction of the state it is kept or lost with it. */
  raise(alert: NewAlert): Alert
  list(options: { readonly open: boolean; readonly limit: number }): { alerts: Alert[]; open: number }
  /** @throws ProvostError `alert.unknown` */
  acknowledge(id: number, operator: string): Alert
  /** Alerts as any console raises or acknowledges them from now on. */
  watch(signal: AbortSignal): AsyncGenerator<Alert, void>
}

export interface AlertsOptions {
  readonly clock?: () => Date
  readonly notify?: Notify
  /** How often another console's alerts are looked for. */
  readonly everyMs?: number
}

interface Row {
  readonly id: number
  readonly revision: number
  readonly at: string
  readonly kind: AlertKind
  readonly subject: string
  readonly title: string
  readonly detail: string
  readonly code: string | null
  readonly acknowledged_at: string | null
  readonly acknowledged_by: string | null
}

const toAlert = ({ id, at, kind, subject, title, detail, code, acknowledged_at, acknowledged_by }: Row): Alert => ({
  id,
  at,
  kind,
  subject,
  title,
  detail,
  code,
  acknowledgedAt: acknowledged_at,
  acknowledgedBy: acknowledged_by,
})

/** More than anybody reads; older ones that were seen go. */
const mostKept = 2000

export const openAlerts = (state: State, options: AlertsOptions = {}): Alerts => {
  const { clock = () => new Date(), notify, everyMs = 2000 } = options
  const { database } = state
  const next = '(select coalesce(max(revision), 0) + 1 from alerts)'
  const insert = database.prepare<unknown[], Row>(
    `insert into alerts (revision, at, kind, subject, title, detail, code) values (${next}, ?, ?, ?, ?, ?, ?) returning *`,
  )
  const prune = database.prepare(
    'delete from alerts where acknowledged_at is not null and id <= (select max(id) from alerts) - ? and revision < (select max(revision) from alerts)',
  )
  const newest = database.prepare<[number], Row>('select * from alerts order by id desc limit ?')
  const newestOpen = database.prepare<[number], Row>('select * from alerts where acknowledged_at is null order by id desc limit ?')
  const countOpen = database.prepare<[], { open: number }>('select count(*) as open from alerts where acknowledged_at is null')
  const one = database.prepare<[number], Row>('select * from alerts where id = ?')
  const settle = database.prepare<unknown[], Row>(
    `update alerts set revision = ${next}, acknowledged_at = ?, acknowledged_by = ? where id = ? and acknowledged_at is null returning *`,
  )
  const since = database.prepare<[number], Row>('select * from alerts where revision > ? order by revision')
  const last = database.prepare<[], { revision: number }>('select coalesce(max(revision), 0) as revision from alerts')

  async function* following(seen: number, signal: AbortSignal): AsyncGenerator<Alert, void> {
    let revision = seen
    while (!signal.aborted && database.open) {
      for (const row of since.all(revision)) {
        revision = row.revision
        yield toAlert(row)
      }
      // An alert may come a moment late; nobody waits for one.
      await sleep(everyMs, undefined, { signal, ref: false }).catch(() => {})
    }
  }

  return {
    raise({ kind, subject, title, detail = '', code = null }) {
      const row = insert.get(clock().toISOString(), kind, subject, title, detail, code)
      if (row === undefined) throw new Error('The alert was not kept')
      prune.run(mostKept)
      notify?.({ title, body: detail, subject })
      return toAlert(row)
    },
    list: ({ open, limit }) => ({
      alerts: (open ? newestOpen : newest).all(limit).map(toAlert),
      open: countOpen.get()?.open ?? 0,
    }),
    acknowledge: (id, operator) =>
      state.write(() => {
        // Seen by somebody before: that stands.
        const row = settle.get(clock().toISOString(), operator, id) ?? one.get(id)
        if (row === undefined) {
          throw new ProvostError('alert.unknown', `There is no alert ${id}.`, { remedy: ['List them again: an old one may have gone.'] })
        }
        return toAlert(row)
      }),
    // The place is taken at the call, not at the first reading.
    watch: (signal) => following(last.get()?.revision ?? 0, signal),
  }
}
