import { ProvostError } from '#contract/errors.ts'
import type { EngineConfig, OpenOptions } from './engine.ts'
import { addressOf } from './peer.ts'
import type { SchemaSession } from './schema-session.ts'

type ServerConfig = Exclude<EngineConfig, { engine: 'sqlite' }>

/** What was copied into a scratch database. */
export interface ScratchCopy {
  readonly holds: 'schema' | 'schema and rows'
  readonly shortfall: string | null
}

/** One scratch database to be made. The session is in the source. */
export interface ScratchRequest {
  readonly session: SchemaSession
  readonly config: ServerConfig
  readonly scratch: ServerConfig
  readonly mostBytes: number
  readonly options: OpenOptions & { readonly signal?: AbortSignal }
  /** Makes what the scratch database lacks of the source's schema, by the catalogue; what could not be made, in words. */
  readonly copySchema: () => Promise<readonly string[]>
}

/** What an engine knows of scratch databases. */
export interface ScratchWork {
  /** Names of databases that begin as scratch databases do and have nobody in them. */
  readonly listSql: string
  readonly dropSql: (name: string) => string
  readonly makeEmpty: (request: ScratchRequest) => Promise<void>
}

/** The login may not make databases. */
export const mayNotMake = ({ config }: ScratchRequest, right: string, cause: ProvostError): ProvostError =>
  new ProvostError(
    'migration.scratch-refused',
    `The user "${config.user ?? ''}" may not make a scratch database on ${addressOf(config)}.`,
    {
      detail: cause.detail,
      remedy: [
        `Have that right given: ${right}`,
        'Or use a connection whose user has it: rehearsals, drift reports and evidence need it, applying migrations does not.',
      ],
      cause,
    },
  )

export const megabytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20)} MB`
