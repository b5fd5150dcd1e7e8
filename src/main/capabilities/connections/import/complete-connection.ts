import { createHash } from 'node:crypto'
import type { z } from 'zod'
import type { ImportEntry, MissingFact } from '#contract/connection-files.ts'
import { missingFacts } from '#contract/connection-files.ts'
import type { connectionDraft, EngineKind } from '#contract/connections.ts'
import { connectionIdentity } from './connection-identity.ts'
import type { FoundConnection } from './found-connection.ts'

/** A found connection with nothing missing. */
export type CompleteConnection = FoundConnection & { readonly engine: EngineKind; readonly database: string }

const standardPort: Readonly<Record<EngineKind, number | null>> = { postgres: 5432, mysql: 3306, sqlite: null }

/** What each kind needs: a file is a path alone, and a MySQL connection may be to a server without naming a database. */
const neededFacts = {
  postgres: ['host', 'user', 'database'],
  mysql: ['host', 'user'],
  sqlite: ['database'],
} as const satisfies Record<EngineKind, readonly MissingFact[]>

/** What has to be given before the connection can be made; with no engine known, what any could need. */
export const missingFrom = (found: FoundConnection): MissingFact[] => {
  const needed = found.engine === null ? missingFacts : neededFacts[found.engine]
  return needed.filter((fact) => found[fact] === null)
}

/** The same for each engine that could be given; null where the engine is known. */
export const missingWith = (found: FoundConnection): ImportEntry['missingWith'] =>
  found.engine !== null
    ? null
    : {
        postgres: missingFrom({ ...found, engine: 'postgres' }),
        mysql: missingFrom({ ...found, engine: 'mysql' }),
        sqlite: missingFrom({ ...found, engine: 'sqlite' }),
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
