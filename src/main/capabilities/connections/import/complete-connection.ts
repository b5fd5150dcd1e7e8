import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { MissingFact } from '#contract/connection-files.ts'
import { missingFacts } from '#contract/connection-files.ts'
import type { connectionDraft, EngineKind } from '#contract/connections.ts'
import { connectionIdentity } from './connection-identity.ts'
import type { FoundConnection } from './found-connection.ts'

/** A found connection with nothing missing. */
export type CompleteConnection = FoundConnection & { readonly engine: EngineKind; readonly database: string }

const standardPort: Readonly<Record<EngineKind, number | null>> = { postgres: 5432, mysql: 3306, sqlite: null }

/** What has to be given before the connection can be made. A MySQL connection may be to a server without naming a database. */
export const missingFrom = ({ engine, host, user, database }: FoundConnection): MissingFact[] => {
  const isServer = engine !== 'sqlite'
  const lacks: Readonly<Record<MissingFact, boolean>> = {
    engine: engine === null,
    host: isServer && host === null,
    user: isServer && user === null,
    database: engine !== 'mysql' && database === null,
  }
  return missingFacts.filter((fact) => lacks[fact])
}

/** The connection with nothing missing; null where something is. */
export const complete = (found: FoundConnection): CompleteConnection | null => {
  const { engine } = found
  if (engine === null || missingFrom(found).length > 0) return null
  return { ...found, engine, port: found.port ?? standardPort[engine], database: found.database ?? '' }
}

export const identityOfFound = (found: FoundConnection): string | null => {
  const whole = complete(found)
  return whole === null ? null : connectionIdentity(whole)
}

/**
 * Names an entry between a preview and its pick. What the entry says is part of it: where the file was changed meanwhile, the
 * name fits nothing, and a password never goes to a host that nobody looked at.
 */
export const entryId = (found: FoundConnection): string => {
  const { format, file, place, engine, host, port, user, database, tls, environment, external } = found
  const said = JSON.stringify([format, file, place, engine, host, port, user, database, tls, environment, external])
  return createHash('sha256').update(said).digest('hex').slice(0, 16)
}

/** The draft that `connection add` would be given. Its address holds no password. */
export const draftOf = (found: CompleteConnection, name: string): z.output<typeof connectionDraft> => {
  const { tls, environment, external, connectTimeoutMs } = found
  const timeout = connectTimeoutMs === null ? {} : { connectTimeoutMs: Math.min(Math.max(connectTimeoutMs, 100), 120_000) }
  return {
    name,
    url: addressOf(found),
    ...(found.password === null || found.engine === 'sqlite' ? {} : { password: found.password }),
    readWrite: false,
    environment,
    external,
    tls: {
      ...(tls.mode === null ? {} : { mode: tls.mode }),
      ...(tls.ca === null ? {} : { ca: tls.ca }),
      ...(tls.cert === null ? {} : { cert: tls.cert }),
      ...(tls.key === null ? {} : { key: tls.key }),
    },
    pool: timeout,
  }
}

const addressOf = ({ engine, host, port, user, database }: CompleteConnection): string => {
  if (engine === 'sqlite') return `sqlite:///${database.split('/').map(encodeURIComponent).join('/')}`
  const authority = host?.includes(':') ? `[${host}]` : host
  return `${engine === 'postgres' ? 'postgresql' : 'mysql'}://${encodeURIComponent(user ?? '')}@${authority}:${port}/${encodeURIComponent(database)}`
}
