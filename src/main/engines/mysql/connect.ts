import { connect as connectTcp, isIP } from 'node:net'
import { userInfo } from 'node:os'
import { type Connection, type ConnectionOptions, createConnection } from 'mysql2'
import type { EngineConfig, OpenOptions } from '../engine.ts'
import { tlsOptions } from '../tls.ts'
import type { Login } from './errors.ts'

export type ServerConfig = Exclude<EngineConfig, { engine: 'sqlite' }>

/**
 * For an address instead of a name the driver would check the certificate against `localhost`. With a dot at its end an address
 * passes the driver for a name, and the check takes the dot off again; the socket is ours, so that nobody looks the name up.
 */
const placeOf = ({ host, port, tls }: ServerConfig): Pick<ConnectionOptions, 'host' | 'port' | 'stream'> =>
  tls.mode === 'verify-full' && isIP(host) !== 0 ? { host: `${host}.`, port, stream: () => connectTcp(port, host) } : { host, port }

/** The driver's options: its own fields only, nothing of a URL, and every value as the server has it. */
export const driverOptions = async (config: ServerConfig, options: OpenOptions): Promise<ConnectionOptions> => {
  const tls = await tlsOptions(config.tls)
  const password = await options.password()
  return {
    ...placeOf(config),
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
            rejectUnauthorized: config.tls.mode !== 'require',
            // The driver looks at the host's name only when told to.
            verifyIdentity: config.tls.mode === 'verify-full',
          },
        }),
  }
}

export const loginOf = (config: ServerConfig): Login => ({
  address: `${config.host}:${config.port}`,
  database: config.database,
  user: config.user ?? userInfo().username,
})

/** A connection that is logged in. Its failure is the driver's own error. */
export const connectDriver = (options: ConnectionOptions): Promise<Connection> =>
  new Promise((resolve, reject) => {
    const connection = createConnection(options)
    // The first tells the outcome; a later one, of a connection that is lost, must have a listener or the process dies.
    connection.on('error', reject)
    connection.once('connect', () => resolve(connection))
  })
