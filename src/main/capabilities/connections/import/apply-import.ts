import { isAbsolute } from 'node:path'
import type { z } from 'zod'
import type { ImportFile, ImportResult, importPick } from '#contract/connection-files.ts'
import { ProvostError } from '#contract/errors.ts'
import type { ConnectionRecord } from '../../../fleet/registry/index.ts'
import type { Caller } from '../../../foundation/access/index.ts'
import { complete, entryId, identityOfFound, missingFrom } from './complete-connection.ts'
import { connectionIdentity } from './connection-identity.ts'
import type { FoundConnection } from './found-connection.ts'
import { gather } from './gather.ts'
import { problemOf } from './import-problems.ts'
import { byIdentity, type ImportServices } from './import-services.ts'
import { isHost, isPlain } from './plain-value.ts'
import { proposeName } from './propose-name.ts'
import { replacePassword, takeConnection } from './take-connection.ts'

type Pick = z.output<typeof importPick>

/**
 * Reads the files again and takes the picked entries, each whole or not at all; one that fails keeps no other from being taken.
 * @throws ProvostError `connection.import-unreadable`, `connection.import-unrecognised`
 */
export const applyImport = async (
  services: ImportServices,
  caller: Caller,
  { files, picks }: { readonly files: readonly ImportFile[]; readonly picks: readonly Pick[] },
  signal: AbortSignal,
): Promise<{ results: ImportResult[] }> => {
  const { connections } = await gather(files)
  const entries = new Map(connections.map((found) => [entryId(found), found]))
  const names = proposedNames(services, connections)
  const taking: Taking = { services, there: byIdentity(services.book), vaultFailure: null }
  const results: ImportResult[] = []
  try {
    for (const pick of picks) {
      if (signal.aborted) break
      const found = entries.get(pick.id)
      const name = pick.name ?? (found === undefined ? '' : (names.get(found) ?? ''))
      results.push(found === undefined ? refused(pick.id, name, changed()) : await takeOne(taking, found, pick, name))
    }
  } finally {
    // Whatever ended it, what was taken is on the record.
    if (results.length > 0) writeAudit(services, caller, results, connections)
  }
  signal.throwIfAborted()
  return { results }
}

interface Taking {
  readonly services: ImportServices
  readonly there: Map<string, ConnectionRecord>
  /** The first failure of the vault: whoever needs it after that is told the same, without each waiting for its time-out. */
  vaultFailure: ProvostError | null
}

/** The names of the preview: made from the same entries in the same order. */
const proposedNames = ({ book }: ImportServices, connections: readonly FoundConnection[]): Map<FoundConnection, string> => {
  const taken = new Set(book.list().map(({ connection }) => connection.name.toLowerCase()))
  return new Map(connections.map((found) => [found, proposeName(found, taken)]))
}

const refused = (id: string, name: string, error: ProvostError): ImportResult => ({
  id,
  name,
  outcome: 'refused',
  connection: null,
  warnings: [],
  problem: problemOf(error),
})

const changed = (): ProvostError =>
  new ProvostError('connection.import-changed', 'The files no longer say what was picked.', {
    detail: 'They were changed after they were looked at, or the pick is for other files.',
    remedy: ['Look at the files again and pick anew.'],
  })

const takeOne = async (taking: Taking, found: FoundConnection, pick: Pick, name: string): Promise<ImportResult> => {
  try {
    return await take(taking, filledIn(found, pick), pick, name)
  } catch (error) {
    if (!(error instanceof ProvostError)) throw error
    const existing = error.code === 'connection.exists' ? addedMeanwhile(taking.services, found) : null
    if (existing !== null) return { id: pick.id, name: existing, outcome: 'there', connection: existing, warnings: [], problem: null }
    if (error.code.startsWith('vault.')) taking.vaultFailure ??= error
    return refused(pick.id, name, error)
  }
}

/** The name another console gave the same connection since this one looked; null where the name is of something else. */
const addedMeanwhile = ({ book }: ImportServices, found: FoundConnection): ConnectionRecord['connection']['name'] | null => {
  const identity = identityOfFound(found)
  return identity === null ? null : (byIdentity(book).get(identity)?.connection.name ?? null)
}

const take = async (taking: Taking, found: FoundConnection, pick: Pick, name: string): Promise<ImportResult> => {
  const { services, there } = taking
  if (found.problem !== null) throw found.problem
  const whole = complete(found)
  if (whole === null) throw incomplete(found)
  const identity = connectionIdentity(whole)
  const known = there.get(identity)
  const wantsVault = found.password !== null && (known === undefined || pick.replacePassword)
  if (wantsVault && taking.vaultFailure !== null) throw taking.vaultFailure
  if (known !== undefined) {
    const replaces = wantsVault && found.password !== null
    if (replaces) await replacePassword(services, known, found.password)
    const existing = known.connection.name
    return {
      id: pick.id,
      name: existing,
      outcome: replaces ? 'password-replaced' : 'there',
      connection: existing,
      warnings: [],
      problem: null,
    }
  }
  const { record, warnings } = await takeConnection(services, whole, name)
  there.set(identity, record)
  return { id: pick.id, name, outcome: 'added', connection: record.connection.name, warnings: [...warnings], problem: null }
}

/** The entry with what the person says about it: only what was missing can be given, and any environment. */
const filledIn = (found: FoundConnection, { given, environment }: Pick): FoundConnection => {
  const lacks = new Set(missingFrom(found))
  const host = lacks.has('host') && given.host !== undefined ? given.host : found.host
  const user = lacks.has('user') && given.user !== undefined ? given.user : found.user
  const engine = found.engine ?? given.engine ?? null
  const database = found.database ?? given.database ?? null
  const isFile = engine === 'sqlite'
  if ((host !== null && !isFile && !isHost(host)) || ![user ?? '', database ?? ''].every(isPlain)) {
    throw new ProvostError('connection.url-invalid', 'What was given for the entry cannot be a host, a user or a database.', {
      remedy: ['Correct what was given.'],
    })
  }
  if (isFile && database !== null && !isAbsolute(database)) {
    throw new ProvostError('connection.url-invalid', 'The path of a SQLite file has to be absolute here.', {
      remedy: ['Give the whole path.'],
    })
  }
  return { ...found, host, user, engine, database, environment: environment ?? found.environment }
}

const incomplete = (found: FoundConnection): ProvostError =>
  new ProvostError('connection.import-incomplete', `The file does not say the ${missingFrom(found).join(' and the ')}.`, {
    remedy: ['Say it in the file and import again.', 'Or add the connection by hand: provost connection add NAME --url URL'],
  })

const writeAudit = (
  { audit }: ImportServices,
  caller: Caller,
  results: readonly ImportResult[],
  connections: readonly FoundConnection[],
): void => {
  const count = (outcome: ImportResult['outcome']): number => results.filter((result) => result.outcome === outcome).length
  const [added, replaced, there, failed] = [count('added'), count('password-replaced'), count('there'), count('refused')]
  const changedNames = results.filter(({ outcome }) => outcome === 'added' || outcome === 'password-replaced').map(({ name }) => name)
  audit.append({
    operator: caller.operator.name,
    roles: caller.operator.roles,
    action: 'connection.import',
    target: changedNames.length === 1 ? (changedNames[0] ?? null) : null,
    outcome: added + replaced + there === 0 && failed > 0 ? 'failed' : 'done',
    detail: {
      added,
      replaced,
      there,
      refused: failed,
      names: changedNames.slice(0, 200),
      formats: [...new Set(connections.map(({ format }) => format))],
      codes: [...new Set(results.flatMap(({ problem }) => problem?.code ?? []))],
    },
  })
}
