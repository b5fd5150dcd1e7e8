import type { EventEmitter } from 'node:events'
import { isIP, type Socket } from 'node:net'
import { userInfo } from 'node:os'
import type { ConnectionOptions } from 'node:tls'
import pg from 'pg'
import type { EngineConfig, OpenOptions } from '../engine.ts'
import { addressOf, PeerGuard } from '../peer.ts'
import { tlsOptions } from '../tls.ts'
import { type Tunnel, throughTunnel } from '../tunnel/index.ts'
import { Route, refusesSettings } from './route.ts'
import { type Login, PostgresSession } from './session.ts'
import type { TypeNames } from './type-names.ts'

type ServerConfig = Exclude<EngineConfig, { engine: 'sqlite' }>

/**
 * What every session of ours is set to at login: values come out without loss and in one form, times in UTC,
 * and rows of a bare scan in the same order each time.
 */
const consoleSettings = (readWrite: boolean): string =>
  [
    ...(readWrite ? [] : ['default_transaction_read_only=on']),
    'extra_float_digits=3',
    'bytea_output=hex',
    'datestyle=ISO',
    'intervalstyle=postgres',
    'timezone=UTC',
    'synchronize_seqscans=off',
    'standard_conforming_strings=on',
  ]
    .map((setting) => `-c ${setting}`)
    .join(' ')

const text = (raw: string): string => raw

/**
 * Every field that the driver would else take from PG* variables of the environment is given here, even where it is empty:
 * a connection must not work, or fail, by somebody else's variables. `replication` can only be silenced by a value, so it
 * gets one where the variable is set.
 */
const clientOptions = (
  login: Login,
  options: OpenOptions,
  { tunnel, password, settings }: { readonly tunnel: Tunnel | null; readonly password: Promise<string | null>; readonly settings: string },
): pg.ClientConfig & { readonly replication?: string; readonly binary: boolean } => ({
  host: login.host,
  port: login.port,
  ...(tunnel === null ? {} : { stream: () => tunnel.socket() }),
  user: login.user,
  database: login.database,
  // Always a function: an empty password would be looked for in PGPASSWORD.
  password: async () => (await password) ?? Promise.reject(new Error('client password must be a string')),
  ssl: login.tls,
  sslnegotiation: 'postgres',
  application_name: options.applicationName,
  client_encoding: 'UTF8',
  connectionTimeoutMillis: options.pool.connectTimeoutMs,
  options: settings,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  binary: false,
  types: { getTypeParser: () => text },
  ...(process.env['PGREPLICATION'] === undefined ? {} : { replication: 'false' }),
})

/** Through a tunnel the certificate is still the far server's, and so is the name it is looked at for. */
const namedFor = (host: string, tls: ConnectionOptions | false): ConnectionOptions | false =>
  tls === false ? false : { ...tls, host, ...(isIP(host) === 0 ? { servername: host } : {}) }

/** The driver's own connection, which its types leave out: it tells when it has laid TLS over its stream. */
const watchPeer = (client: pg.Client, guard: PeerGuard): void => {
  const { connection } = client as unknown as { connection: EventEmitter & { readonly stream: Socket } }
  connection.once('sslconnect', () => guard.watch(connection.stream))
}

const settingsOf = (whose: 'console' | 'server', readWrite: boolean): string => {
  if (whose === 'console') return consoleSettings(readWrite)
  return readWrite ? '' : '-c default_transaction_read_only=on'
}

/** Logs in to PostgreSQL. A session has the console's settings, or keeps the server's; behind a pooler that takes none, each transaction has them. */
export const connectPostgres = async (
  config: ServerConfig,
  options: OpenOptions,
  types: TypeNames,
  { whose = 'console', route = new Route() }: { readonly whose?: 'console' | 'server'; readonly route?: Route } = {},
): Promise<PostgresSession> => {
  const tls = await tlsOptions(config.tls)
  const password = options.password()
  // Asked for before the time to connect begins: a person or a command may take longer. What is wrong with it is told at the login.
  await password.catch(() => null)
  return throughTunnel(config, options.pool.connectTimeoutMs, async (tunnel) => {
    const attempt = async (settings: string): Promise<PostgresSession> => {
      const guard = new PeerGuard(config, options.onCertificate)
      const login: Login = {
        host: tunnel?.host ?? config.host,
        port: tunnel?.port ?? config.port,
        user: config.user ?? userInfo().username,
        database: config.database,
        address: addressOf(config),
        tls: tunnel === null ? tls : namedFor(config.host, tls),
        accepts: (socket) => guard.judge(socket),
      }
      const client = new pg.Client(clientOptions(login, options, { tunnel, password, settings }))
      if (tls !== false) watchPeer(client, guard)
      const session = await PostgresSession.open(client, login, { types, route, onStatement: options.onStatement })
      try {
        if (tls !== false) guard.confirm()
      } catch (error) {
        session.destroy()
        throw error
      }
      return session
    }
    const settings = settingsOf(whose, options.readWrite)
    try {
      return await attempt(route.plain ? '' : settings)
    } catch (error) {
      if (route.plain || settings === '' || !refusesSettings(error)) throw error
      route.plain = true
      return attempt('')
    }
  })
}
