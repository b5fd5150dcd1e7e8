import { userInfo } from 'node:os'
import pg from 'pg'
import type { EngineConfig, OpenOptions } from '../engine.ts'
import { tlsOptions } from '../tls.ts'
import { type Login, PostgresSession } from './session.ts'
import type { TypeNames } from './type-names.ts'

type ServerConfig = Exclude<EngineConfig, { engine: 'sqlite' }>

/**
 * What every session of ours is set to at login: values come out without loss and in one form, times in UTC,
 * and rows of a bare scan in the same order each time.
 */
const settings = (readWrite: boolean): string =>
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
): pg.ClientConfig & { readonly replication?: string; readonly binary: boolean } => ({
  host: login.host,
  port: login.port,
  user: login.user,
  database: login.database,
  // Always a function: an empty password would be looked for in PGPASSWORD.
  password: async () => (await options.password()) ?? Promise.reject(new Error('client password must be a string')),
  ssl: login.tls,
  sslnegotiation: 'postgres',
  application_name: options.applicationName,
  client_encoding: 'UTF8',
  connectionTimeoutMillis: options.pool.connectTimeoutMs,
  options: settings(options.readWrite),
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
  binary: false,
  types: { getTypeParser: () => text },
  ...(process.env['PGREPLICATION'] === undefined ? {} : { replication: 'false' }),
})

/** Logs in to PostgreSQL. */
export const connectPostgres = async (config: ServerConfig, options: OpenOptions, types: TypeNames): Promise<PostgresSession> => {
  const login: Login = {
    host: config.host,
    port: config.port,
    user: config.user ?? userInfo().username,
    database: config.database,
    address: `${config.host}:${config.port}`,
    tls: await tlsOptions(config.tls),
  }
  return PostgresSession.open(new pg.Client(clientOptions(login, options)), login, { types, onStatement: options.onStatement })
}
