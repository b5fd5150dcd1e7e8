import type { Connection } from '#contract/connections.ts'

const day = 86_400_000
/** How long before its end a certificate is warned of. */
const certificateDays = 30

/** Something that has to be done soon. `key` changes when it was done and comes due anew. */
export interface Due {
  readonly key: string
  readonly words: string
}

const certificateDue = (connection: Connection, expiresAt: string, now: Date): Due | null => {
  const days = Math.floor((Date.parse(expiresAt) - now.getTime()) / day)
  if (days >= certificateDays) return null
  const date = expiresAt.slice(0, 10)
  const words =
    days < 0
      ? `The certificate of ${connection.address} expired on ${date}.`
      : `The certificate of ${connection.address} expires in ${days === 1 ? '1 day' : `${days} days`}, on ${date}.`
  return { key: `certificate:${expiresAt}`, words }
}

/** A stored password that was not changed within its period. What is asked for or comes from a command has its age elsewhere. */
const passwordDue = (connection: Connection, now: Date): Due | null => {
  const { passwordFrom, passwordIn, passwordChangedAt, passwordRotationDays } = connection
  if (passwordFrom !== 'vault' || passwordIn === null || passwordChangedAt === null) return null
  const days = Math.floor((now.getTime() - Date.parse(passwordChangedAt)) / day)
  if (days <= passwordRotationDays) return null
  return {
    key: `password:${passwordChangedAt}`,
    words: `The password of ${connection.name} is ${days} days old; it is to be changed every ${passwordRotationDays}. Change it: provost connection rotate ${connection.name}`,
  }
}

/** What is due on a connection, certificate first. */
export const dueOn = (connection: Connection, certificateExpiresAt: string | null, now: Date): Due[] =>
  [certificateExpiresAt === null ? null : certificateDue(connection, certificateExpiresAt, now), passwordDue(connection, now)].filter(
    (due) => due !== null,
  )
