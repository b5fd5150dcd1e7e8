import type { Connection, ConnectionHealth, HealthHistory, HealthSample } from '#contract/connections.ts'
import type { Alerts } from '../../../foundation/alerts/index.ts'
import type { State } from '../../../foundation/state/index.ts'
import { type Due, dueOn } from './due.ts'

const day = 86_400_000
const keptDays = 30
/** What is older keeps one look per hour and outcome. */
const wholeDays = 1

/** How connections were: samples of the last days, and one alert for each change. */
export interface HealthBook {
  /** Keeps one look. Gives what is due on the connection. */
  keep(connection: Connection, health: ConnectionHealth): Due[]
  history(connection: Connection, days: number): HealthHistory
  /** When any console looked last; null where none did. */
  lastLook(connection: string): string | null
  certificateExpiresAt(connection: string): string | null
  /** The connection leads to another server now, whose certificate nobody has seen. */
  forgetCertificate(connection: string): void
  /** Drops what is too old and thins what is no longer fresh. */
  thin(): void
}

interface StateRow {
  readonly failing_since: string | null
  readonly certificate_expires_at: string | null
  readonly warned: string
}

const percentile = (sorted: readonly number[], share: number): number | null =>
  sorted.length === 0 ? null : (sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? null)

const lasted = (from: string, to: string): string => {
  const minutes = Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 60_000))
  if (minutes < 1) return 'less than a minute'
  if (minutes < 120) return `${minutes} min`
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`
}

export const openHealthBook = (state: State, alerts: Alerts, clock: () => Date): HealthBook => {
  const { database } = state
  const known = database.prepare<[string], { name: string }>('select name from connections where name = ?')
  const insert = database.prepare('insert into health_samples (connection, at, state, ms, code, title) values (?, ?, ?, ?, ?, ?)')
  const stateOf = database.prepare<[string], StateRow>(
    'select failing_since, certificate_expires_at, warned from health_states where connection = ?',
  )
  const keepState = database.prepare(
    `insert into health_states (connection, failing_since, certificate_expires_at, warned) values (?, ?, ?, ?)
     on conflict (connection) do update set failing_since = excluded.failing_since,
       certificate_expires_at = excluded.certificate_expires_at, warned = excluded.warned`,
  )
  const forgetCertificate = database.prepare('update health_states set certificate_expires_at = null where connection = ?')
  const samples = database.prepare<[string, string], HealthSample>(
    'select at, state, ms, code, title from health_samples where connection = ? and at >= ? order by at',
  )
  const lastError = database.prepare<[string], HealthSample>(
    "select at, state, ms, code, title from health_samples where connection = ? and state = 'failed' order by at desc limit 1",
  )
  const last = database.prepare<[string], { at: string | null }>('select max(at) as at from health_samples where connection = ?')
  const drop = database.prepare('delete from health_samples where at < ?')
  const thinOut = database.prepare(
    `delete from health_samples where at < ? and rowid not in
       (select min(rowid) from health_samples where at < ? group by connection, substr(at, 1, 13), state)`,
  )
  const before = (days: number): string => new Date(clock().getTime() - days * day).toISOString()

  const tellChange = (connection: Connection, health: ConnectionHealth, at: string, failingSince: string | null): void => {
    const subject = `connection:${connection.name}`
    if (health.problem !== null && failingSince === null) {
      const { title, detail, code } = health.problem
      alerts.raise({
        kind: 'failure',
        subject,
        title: `${connection.name} fails.`,
        detail: [title, detail].filter((part) => part !== '').join('\n'),
        code,
      })
    }
    if (health.problem === null && failingSince !== null) {
      alerts.raise({
        kind: 'recovery',
        subject,
        title: `${connection.name} answers again.`,
        detail: `It failed for ${lasted(failingSince, at)}.`,
      })
    }
  }

  const tellDue = (connection: Connection, due: readonly Due[], warned: readonly string[]): void => {
    for (const { key, words } of due) {
      if (!warned.includes(key)) alerts.raise({ kind: 'warning', subject: `connection:${connection.name}`, title: words })
    }
  }

  return {
    keep: (connection, health) => {
      const { name } = connection
      const at = health.checkedAt ?? clock().toISOString()
      return state.write(() => {
        const present = stateOf.get(name)
        const expiresAt = health.certificateExpiresAt ?? present?.certificate_expires_at ?? null
        const due = dueOn(connection, expiresAt, clock())
        // Removed while it was asked: nothing to remember.
        if (known.get(name) === undefined) return due
        const failed = health.problem !== null
        insert.run(name, at, failed ? 'failed' : health.state, health.ms, health.problem?.code ?? null, health.problem?.title ?? null)
        const failingSince = present?.failing_since ?? null
        tellChange(connection, health, at, failingSince)
        // Written by this function alone.
        tellDue(connection, due, JSON.parse(present?.warned ?? '[]') as string[])
        keepState.run(name, failed ? (failingSince ?? at) : null, expiresAt, JSON.stringify(due.map(({ key }) => key)))
        return due
      })
    },
    history({ name }, days) {
      const found = samples.all(name, before(days))
      const answered = found.flatMap(({ ms }) => (ms === null ? [] : [ms])).sort((one, other) => one - other)
      const standing = stateOf.get(name)
      return {
        connection: name,
        samples: found,
        p50: percentile(answered, 0.5),
        p95: percentile(answered, 0.95),
        failingSince: standing?.failing_since ?? null,
        lastError: lastError.get(name) ?? null,
        certificateExpiresAt: standing?.certificate_expires_at ?? null,
      }
    },
    lastLook: (connection) => last.get(connection)?.at ?? null,
    certificateExpiresAt: (connection) => stateOf.get(connection)?.certificate_expires_at ?? null,
    forgetCertificate: (connection) => {
      forgetCertificate.run(connection)
    },
    thin() {
      state.write(() => {
        drop.run(before(keptDays))
        const fresh = before(wholeDays)
        thinOut.run(fresh, fresh)
      })
    },
  }
}
