import type { Environment } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { FoundConnection, FoundInFile, SourceFile } from '../found-connection.ts'
import { environmentOf } from '../plain-value.ts'
import { readTls } from '../tls-words.ts'
import { fromWritten } from '../written-server.ts'
import { developmentSecrets, productionSecrets, readZulipPart, type ZulipPart, zulipConf } from './zulip-part.ts'

/** The words Zulip itself takes where its configuration says nothing. */
const defaults = { database_name: 'lms_production', database_user: 'lms_readonly', host: 'localhost', port: '5432' } as const
const defaultTimeoutMs = 2000

type Say = (source: SourceFile, text: string) => void
/** Finds a file beside another. */
export type Beside = (source: SourceFile, baseName: string) => Promise<SourceFile | null>

/**
 * The LMS connections of Zulip servers: each zulip.conf with its secrets, given or beside it, and the TLS options of a
 * settings.py given. Secrets without a zulip.conf are a connection by Zulip's defaults, as in its development set-up.
 */
export const readZulip = async (sources: readonly SourceFile[], beside: Beside): Promise<Map<SourceFile, FoundInFile>> => {
  const parts = sources.map(readZulipPart)
  const remarks = new Map(parts.map((part) => [part.source, [...part.remarks]]))
  const say: Say = (source, text) => void remarks.get(source)?.push(text)
  const confs = parts.filter((part) => part.isConf)
  const settings = parts.filter((part) => part.options.size > 0)
  const used = new Set<ZulipPart>()
  const connections = new Map<SourceFile, FoundConnection>()

  const partnerOf = (conf: ZulipPart, candidates: readonly ZulipPart[]): ZulipPart | null => {
    const partner =
      candidates.find((part) => part === conf) ??
      candidates.find((part) => part.source.folder !== null && part.source.folder === conf.source.folder) ??
      (candidates.length === 1 && confs.length <= 1 ? candidates[0] : undefined)
    if (partner !== undefined) used.add(partner)
    return partner ?? null
  }
  const secrets = parts.filter((part) => part.isSecrets).toSorted((a, b) => secretRank(b) - secretRank(a))

  for (const conf of confs) {
    const secret = partnerOf(conf, secrets) ?? (await secretBeside(conf, beside, say))
    if (secret !== null && secret.password === null) say(conf.source, `There is no lms_database_password in ${secret.source.label}.`)
    if (conf.section === null && !secret?.password) {
      say(conf.source, 'There is no [lms_database] section and no password for it: nothing of the LMS is set up here.')
      continue
    }
    connections.set(conf.source, connect(conf, conf, secret, partnerOf(conf, settings)))
  }
  for (const secret of secrets.filter((part) => part.password !== null && !used.has(part) && !part.isConf)) {
    const conf = await partBeside(secret, zulipConf, beside, say)
    connections.set(secret.source, connect(secret, conf, secret, partnerOf(conf ?? secret, settings)))
  }
  for (const part of parts.filter((each) => !used.has(each) && !connections.has(each.source) && !each.isConf)) {
    say(part.source, unusedWords(part))
  }
  return new Map(
    sources.map((source) => {
      const connection = connections.get(source)
      return [source, { connections: connection === undefined ? [] : [connection], remarks: remarks.get(source) ?? [] }]
    }),
  )
}

const unusedWords = (part: ZulipPart): string => {
  if (part.isSecrets) return 'There is no lms_database_password in it.'
  return part.options.size > 0
    ? 'Its TLS options belong to a zulip.conf; give that too.'
    : "It sets nothing in DATABASES['lms_db']['OPTIONS']."
}

/**
 * Secrets with the password first. A folder with both kinds is a production server in which somebody developed: Zulip reads
 * the production file there.
 */
const secretRank = (part: ZulipPart): number => (part.password === null ? 0 : 2) + (part.source.baseName === productionSecrets ? 1 : 0)

/** The secrets file in the folder of a zulip.conf, the one with the password before one without. */
const secretBeside = async (conf: ZulipPart, beside: Beside, say: Say): Promise<ZulipPart | null> => {
  const production = await partBeside(conf, productionSecrets, beside, say)
  if (production?.password) return production
  const development = await partBeside(conf, developmentSecrets, beside, say)
  return development?.password ? development : (production ?? development)
}

/** A file beside one that was given. It was not asked for: where it may not be read, that is told and no reason to stop. */
const partBeside = async (part: ZulipPart, baseName: string, beside: Beside, say: Say): Promise<ZulipPart | null> => {
  try {
    const found = await beside(part.source, baseName)
    return found === null ? null : readZulipPart(found)
  } catch (error) {
    if (!(error instanceof ProvostError)) throw error
    say(part.source, `${baseName} beside it could not be read; what it says was not taken.`)
    return null
  }
}

const connect = (named: ZulipPart, conf: ZulipPart | null, secret: ZulipPart | null, settings: ZulipPart | null): FoundConnection => {
  const assumptions: string[] = []
  const value = (key: keyof typeof defaults): string => {
    const written = conf?.section?.get(key)
    if (written) return written
    assumptions.push(`${key} is not set; Zulip’s default ${defaults[key]} is taken.`)
    return defaults[key]
  }
  const written = {
    engine: 'postgres',
    database: value('database_name'),
    user: value('database_user'),
    host: value('host'),
    port: value('port'),
    password: secret?.password,
  } as const
  const options = settings?.options ?? new Map<string, string>()
  const tls = readTls(
    { mode: options.get('sslmode'), ca: options.get('sslrootcert'), cert: options.get('sslcert'), key: options.get('sslkey') },
    settings?.source ?? named.source,
  )
  const timeout = Number(options.get('connect_timeout'))
  const [environment, why] = environmentFor(conf, secret)
  if (secret !== null && secret.password !== null && secret !== named) assumptions.push(`The password comes from ${secret.source.label}.`)
  return fromWritten({ format: 'zulip', file: named.source.label, place: '[lms_database]', called: written.database }, written, {
    tls: tls.tls,
    connectTimeoutMs: timeout > 0 ? timeout * 1000 : defaultTimeoutMs,
    environment,
    external: true,
    assumptions: [...assumptions, why, ...tls.assumptions],
  })
}

const environmentFor = (conf: ZulipPart | null, secret: ZulipPart | null): [Environment, string] => {
  if (conf?.deployType) return [environmentOf(conf.deployType) ?? 'production', 'The environment is the one of deploy_type in [machine].']
  const name = secret?.source.baseName
  if (name === productionSecrets)
    return ['production', `Zulip reads ${productionSecrets} on production servers: the environment is production.`]
  if (name === developmentSecrets)
    return ['development', `Zulip reads ${developmentSecrets} in development: the environment is development.`]
  return ['development', 'Nothing says which environment this is; development is taken.']
}
