import type { CertificateFacts } from '#contract/connection-test.ts'
import type { Connection, ConnectionHealth } from '#contract/connections.ts'
import { nameCovers } from './certificate-words.ts'

/** Another connection that reaches the same server and is answered. */
export interface Sibling {
  readonly name: string
  readonly by: string
  readonly ms: number | null
}

/** The connections that show that the server itself is up: the same address, or a name on the certificate it presented. */
export function siblingsOf(
  connection: Connection,
  all: readonly Connection[],
  health: ReadonlyMap<string, ConnectionHealth>,
  certificate: Pick<CertificateFacts, 'names'> | undefined,
): Sibling[] {
  if (connection.host === null) return []
  return all.flatMap((other) => {
    const known = health.get(other.name)
    const { host } = other
    if (other.name === connection.name || host === null || other.port !== connection.port || other.engine !== connection.engine) return []
    if (known?.state !== 'ok' && known?.state !== 'slow') return []
    const same = host === connection.host || certificate?.names.some((name) => nameCovers(name, host)) === true
    return same ? [{ name: other.name, by: host, ms: known.ms }] : []
  })
}
