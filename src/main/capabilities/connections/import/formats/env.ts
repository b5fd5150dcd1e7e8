import { existsSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import type { Environment } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { type FoundConnection, type FoundInFile, type SourceFile, unsaid } from '../found-connection.ts'
import { environmentOf } from '../plain-value.ts'
import { readTls } from '../tls-words.ts'
import { fromAddress } from '../written-address.ts'
import { fromWritten, type Whereabouts } from '../written-server.ts'
import { engineOfPort, engineOfWord, envKeys, isAddressName } from './env-keys.ts'
import { readEnv } from './env-text.ts'
import { type EnvValue, envValues } from './env-values.ts'
import { oddLinesRemark } from './ini-text.ts'

interface Reading {
  readonly source: SourceFile
  readonly lookUp: (name: string) => EnvValue | null
  readonly environment: Environment
  readonly environmentWords: string
}

/** The connections of a .env file: `DATABASE_URL`, any `…_DATABASE_URL`, and `DB_*`. Lines commented out are no settings. */
export const readEnvFile = (source: SourceFile): FoundInFile => {
  const text = readEnv(source.text)
  const lookUp = envValues(text)
  const [environment, environmentWords] = environmentIn(source, lookUp)
  const reading = { source, lookUp, environment, environmentWords }
  const remarks = oddLinesRemark(text.oddLines)
  const connections: FoundConnection[] = []
  for (const name of [...text.values.keys()].filter(isAddressName)) {
    const found = fromVariable(name, reading)
    if (found === null) remarks.push(`${name} is empty.`)
    else connections.push(found)
  }
  const byParts = fromParts(reading)
  if (byParts !== null) connections.push(byParts)
  const password = envKeys.password.find((name) => text.hashes.includes(name))
  if (password !== undefined)
    remarks.push(`${password} has a # without quotes; it is read as part of the value, though some tools cut there.`)
  if (connections.length === 0) remarks.push('It sets no DATABASE_URL and no DB_*.')
  return { connections, remarks }
}

const unsetProblem = (name: string, other: string): ProvostError =>
  new ProvostError('connection.import-incomplete', `${name} refers to ${other}, which the file does not set.`, {
    remedy: [`Set ${other} in the file and import again.`, 'Or add the connection by hand: provost connection add NAME --url URL'],
  })

const fromVariable = (name: string, reading: Reading): FoundConnection | null => {
  const value = reading.lookUp(name)
  const prefix = name.replace(/_?DATABASE_URL$/, '')
  const where: Whereabouts = { format: 'env', file: reading.source.label, place: name, called: prefix.toLowerCase().replaceAll('_', '-') }
  const ofPrefix = environmentOf(prefix)
  const environment = ofPrefix ?? reading.environment
  const assumptions = ofPrefix === null ? [reading.environmentWords] : []
  if (value === null || ('value' in value && value.value === '')) return null
  if ('unset' in value) return { ...unsaid, ...where, environment, problem: unsetProblem(name, value.unset) }
  const [folder, words] = prismaFolder(value.value, reading.source)
  return fromAddress(where, value.value, { ...reading.source, folder }, { environment, assumptions: [...words, ...assumptions] })
}

/** Prisma reads a relative `file:` address from the folder of its schema, which is mostly `prisma`. */
const prismaFolder = (url: string, { folder }: SourceFile): [folder: string | null, words: string[]] => {
  const path = /^file:(?!\/)([^?]*)/.exec(url)?.[1]
  if (path === undefined || folder === null || existsSync(resolve(folder, path))) return [folder, []]
  const own = join(folder, 'prisma')
  return existsSync(join(own, 'schema.prisma')) ? [own, ['Prisma reads relative paths from the folder of its schema.']] : [folder, []]
}

const fromParts = ({ source, lookUp, environment, environmentWords }: Reading): FoundConnection | null => {
  let unset: ProvostError | null = null
  const part = (names: readonly string[]): string | null => {
    for (const name of names) {
      const value = lookUp(name)
      if (value !== null && 'unset' in value) unset ??= unsetProblem(name, value.unset)
      else if (value !== null && value.value !== '') return value.value
    }
    return null
  }
  const written = { host: part(envKeys.host), port: part(envKeys.port), database: part(envKeys.database), user: part(envKeys.user) }
  if (written.host === null && written.database === null && written.user === null) return null
  const word = part(envKeys.engine)
  const engine = word === null ? engineOfPort(written.port ?? '') : engineOfWord(word)
  const assumptions = [environmentWords]
  if (engine === null) assumptions.push('Neither an engine nor a standard port says whether this is PostgreSQL or MySQL.')
  else if (word === null)
    assumptions.push(`The port is the one of ${engine === 'postgres' ? 'PostgreSQL' : 'MySQL'}; that engine is taken.`)
  const where: Whereabouts = { format: 'env', file: source.label, place: 'DB_*', called: '' }
  if (engine === 'sqlite') return sqliteFile(where, written.database, source, environment, assumptions, unset)
  if (written.host === null) assumptions.push('No host is set; localhost is taken.')
  const tls = readTls(
    { mode: part(envKeys.tlsMode), ca: part(envKeys.tlsCa), cert: part(envKeys.tlsCert), key: part(envKeys.tlsKey) },
    source,
  )
  const server = { ...written, engine, host: written.host ?? 'localhost', password: part(envKeys.password) }
  return fromWritten(where, server, { tls: tls.tls, environment, assumptions: [...assumptions, ...tls.assumptions], problem: unset })
}

const sqliteFile = (
  where: Whereabouts,
  path: string | null,
  source: SourceFile,
  environment: Environment,
  assumptions: readonly string[],
  problem: ProvostError | null,
): FoundConnection => {
  const base = { environment, assumptions, problem }
  if (path === null || (source.folder === null && !isAbsolute(path))) return { ...unsaid, ...where, ...base, engine: 'sqlite' }
  const encoded = resolve(source.folder ?? '/', path)
    .split('/')
    .map(encodeURIComponent)
    .join('/')
  return { ...fromAddress(where, `sqlite:///${encoded}`, source, base), problem }
}

const environmentIn = (source: SourceFile, lookUp: Reading['lookUp']): [Environment, string] => {
  for (const name of envKeys.environment) {
    const value = lookUp(name)
    const found = environmentOf(value !== null && 'value' in value ? value.value : undefined)
    if (found !== null) return [found, `${name} says which environment this is: ${found}.`]
  }
  const found = environmentOf(/^\.env\.([a-z]+)/i.exec(source.baseName)?.[1])
  if (found !== null) return [found, `The file’s name says which environment this is: ${found}.`]
  return ['development', 'Nothing says which environment this is; development is taken.']
}
