import type { Connection, Environment, TlsMode } from '#contract/connections.ts'
import { type DraftFields, noFields } from './draft-url.ts'

/** A connection's settings as a form holds them: an empty text is "none". */
export interface FormSettings {
  readonly place: DraftFields
  /** Null leaves it to the address. */
  readonly tls: TlsMode | null
  readonly ca: string
  readonly cert: string
  readonly key: string
  readonly ssh: string
  readonly environment: Environment
  readonly readWrite: boolean
  readonly external: boolean
}

export const noSettings: FormSettings = {
  place: noFields,
  tls: null,
  ca: '',
  cert: '',
  key: '',
  ssh: '',
  environment: 'development',
  readWrite: false,
  external: false,
}

/** A kept connection, filled into the form. */
export function settingsOf(connection: Connection): FormSettings {
  const { engine, host, port, user, database, tls, ssh, environment, readWrite, external } = connection
  const isFile = engine === 'sqlite'
  return {
    place: {
      engine,
      host: host ?? '',
      port: port === null ? '' : String(port),
      user: user ?? '',
      database: isFile ? '' : database,
      path: isFile ? database : '',
    },
    tls: tls.mode,
    ca: tls.ca ?? '',
    cert: tls.cert ?? '',
    key: tls.key ?? '',
    ssh: ssh ?? '',
    environment,
    readWrite,
    external,
  }
}
