import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { userInfo } from 'node:os'
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2'
import { ProvostError } from '#contract/errors.ts'
import type { EngineConfig, OpenOptions } from '../engine.ts'
import { addressOf, type PeerGuard } from '../peer.ts'
import { tlsOptions } from '../tls.ts'
import type { Tunnel } from '../tunnel/index.ts'
import type { Login } from './errors.ts'

export type ServerConfig = Exclude<EngineConfig, { engine: 'sqlite' }>

/**
 * For an address instead of a name the driver would check the certificate against `localhost`. With a dot at its end an address
 * passes the driver for a name, and the check takes the dot off again; the socket is ours, so that nobody looks the name up.
 * Through a tunnel the socket is ours too, and the name stays the far server's.
 */
const placeOf = ({ host, port, tls }: ServerConfig, tunnel: Tunnel | null): Pick<ConnectionOptions, 'host' | 'port' | 'stream'> => {
  const named = tls.mode === 'verify-full' && isIP(host) !== 0 ? `${host}.` : host
  if (tunnel !== null) return { host: named, port, stream: () => tunnel.connect() }
  return named === host ? { host, port } : { host: named, port, stream: () => connectTcp(port, host) }
}

/** The driver's options: its own fields only, nothing of a URL, and every value as the server has it. */
export const driverOptions = async (config: ServerConfig, options: OpenOptions, tunnel: Tunnel | null): Promise<ConnectionOptions> => {
  const tls = await tlsOptions(config.tls)
  const password = await options.password()
  return {
    ...placeOf(config, tunnel),
    user: config.user ?? userInfo().username,
    database: config.database,
    ...(password === null ? {} : { password }),
    connectTimeout: options.pool.connectTimeoutMs,
    charset: 'utf8mb4',
    timezone: 'Z',
    dateStrings: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    jsonStrings: true,
    rowsAsArray: true,
    // Shapes and vectors would be turned into objects; their bytes are what the database holds.
    typeCast: (field, next) => (field.type === 'GEOMETRY' || (field.type as string) === 'VECTOR' ? field.buffer() : next()),
    // A few hundred prepared statements per session would fill the server's limit, which all sessions share.
    maxPreparedStatements: 20,
    multipleStatements: false,
    // A server may ask for any file of this computer otherwise.
    flags: ['-LOCAL_FILES'],
    enableKeepAlive: true,
    connectAttributes: { program_name: options.applicationName },
    ...(tls === false
      ? {}
      : {
          ssl: {
            ...(tls.ca === undefined ? {} : { ca: String(tls.ca) }),
            ...(tls.cert === undefined ? {} : { cert: String(tls.cert) }),
            ...(tls.key === undefined ? {} : { key: String(tls.key) }),
            rejectUnauthorized: tls.rejectUnauthorized === true,
            // The driver looks at the host's name only when told to.
            verifyIdentity: tls.rejectUnauthorized === true && config.tls.mode === 'verify-full',
          },
        }),
  }
}

export const loginOf = (config: ServerConfig): Login => ({
  address: addressOf(config),
  database: config.database,
  user: config.user ?? userInfo().username,
})

/** What the driver does between the server's greeting and sending the password; its types leave it out. */
interface Upgrading {
  readonly stream: Socket
  startTLS(done: (error?: Error) => void): void
}

/** Has the certificate looked at in the only moment between the handshake and the password. */
const watchPeer = (connection: Connection, guard: PeerGuard): void => {
  const upgrading = connection as unknown as Upgrading
  const startTLS = upgrading.startTLS.bind(connection)
  upgrading.startTLS = (done) =>
    startTLS((error) => {
      const problem = error === undefined || error === null ? guard.judge(upgrading.stream) : null
      // The driver writes its own code into the error it is given, so ours travels inside.
      done(problem === null ? error : new Error(problem.title, { cause: problem }))
    })
}

/** A connection that is logged in. Its failure is the driver's own error, or Provost's where the certificate is not the pinned one. */
export const connectDriver = (options: ConnectionOptions, guard: PeerGuard): Promise<Connection> =>
  new Promise((resolve, reject) => {
    const connection = createConnection(options)
    if (options.ssl !== undefined) watchPeer(connection, guard)
    // The first tells the outcome; a later one, of a connection that is lost, must have a listener or the process dies.
    connection.on('error', (error: Error) => {
      if (error.cause instanceof ProvostError) connection.destroy()
      reject(error.cause instanceof ProvostError ? error.cause : error)
    })
    connection.once('connect', () => {
      try {
        if (options.ssl !== undefined) guard.confirm()
        resolve(connection)
      } catch (error) {
        connection.destroy()
        reject(error)
      }
    })
  })
