import type { Connection, Environment, TlsMode } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { EngineConfig } from '../../engines/index.ts'
import { isLoopback } from '../../fleet/registry/index.ts'

/** Where a database is and who signs in to it. */
export type Place = Pick<Connection, 'engine' | 'host' | 'port' | 'user' | 'database'>

interface Protection {
  readonly mode: TlsMode
  readonly host: string
  readonly environment: Environment
  readonly tunnelled: boolean
}

/**
 * A production connection over the network is encrypted or not kept. A tunnel is encrypted, and whom it leads to is known by its host key.
 * @throws ProvostError `connection.insecure-refused`
 */
export const refuseInsecure = ({ mode, host, environment, tunnelled }: Protection): void => {
  if (mode !== 'disable' || environment !== 'production' || isLoopback(host) || tunnelled) return
  throw new ProvostError('connection.insecure-refused', 'A production connection over the network has to be encrypted.', {
    detail: `${host} is not this machine, and TLS was disabled.`,
    remedy: [
      'Leave --tls out, which checks the certificate and its name.',
      'Where the server has a private authority, give its certificate with --tls-ca FILE.',
      'Or reach the server through an SSH tunnel with --ssh USER@HOST.',
    ],
  })
}

/** A place as an engine takes it, as a URL without any secret, and in short. */
export const describePlace = (
  place: Place,
  tls: Connection['tls'],
  ssh: string | null,
): { config: EngineConfig; url: string; address: string } => {
  if (place.engine === 'sqlite') {
    const path = place.database
    return { config: { engine: 'sqlite', path }, url: `sqlite://${encodeURI(path)}`, address: path }
  }
  const { engine, database } = place
  const host = place.host ?? 'localhost'
  const port = place.port ?? (engine === 'postgres' ? 5432 : 3306)
  const authority = `${host.includes(':') ? `[${host}]` : host}:${port}`
  const user = encodeURIComponent(place.user ?? '')
  return {
    config: { engine, host, port, user: place.user, database, ssh, tls },
    url: `${engine === 'postgres' ? 'postgresql' : 'mysql'}://${user}@${authority}/${encodeURIComponent(database)}`,
    address: authority,
  }
}

/** Certificate files beside TLS that is turned off: what is said of the contradiction, if there is one. */
export const unusedTlsFiles = ({ mode, ca, cert, key }: Connection['tls']): string[] =>
  mode === 'disable' && (ca ?? cert ?? key) !== null
    ? ['TLS is turned off, so its certificate files are not used: --tls verify-full turns it on.']
    : []
