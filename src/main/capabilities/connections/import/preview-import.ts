import type { ImportEntry, ImportFile, ImportRemark } from '#contract/connection-files.ts'
import { ProvostError } from '#contract/errors.ts'
import type { ConnectionRecord } from '../../../fleet/registry/index.ts'
import type { Vault } from '../../../foundation/credentials/index.ts'
import { buildRecord } from '../build-record.ts'
import { complete, draftOf, entryId, identityOfFound, missingFrom, missingWith } from './complete-connection.ts'
import type { FoundConnection } from './found-connection.ts'
import { gather } from './gather.ts'
import { problemOf } from './import-problems.ts'
import { byIdentity, type ImportServices } from './import-services.ts'
import { proposeName } from './propose-name.ts'

/**
 * What files describe, entry by entry, and what would become of each. Nothing is stored and nothing is contacted; of a
 * password it is only said whether there is one.
 * @throws ProvostError `connection.import-unreadable`, `connection.import-unrecognised`
 */
export const previewImport = async (
  { book, vault, clock }: ImportServices,
  { files }: { readonly files: readonly ImportFile[] },
): Promise<{ entries: ImportEntry[]; remarks: ImportRemark[] }> => {
  const { connections, remarks } = await gather(files)
  const there = byIdentity(book)
  const taken = new Set(book.list().map(({ connection }) => connection.name.toLowerCase()))
  const earlier = new Map<string, { readonly name: string; readonly password: string | null }>()
  const entries: ImportEntry[] = []
  for (const found of connections) {
    const identity = found.problem === null ? identityOfFound(found) : null
    const known = identity === null ? undefined : there.get(identity)
    const before = identity === null ? undefined : earlier.get(identity)
    if (known !== undefined) {
      const [storedPassword, words] = await compareStored(vault, known, found.password)
      entries.push({
        ...shown(found, known.connection.name),
        state: 'there',
        storedPassword,
        assumptions: [...found.assumptions, ...words],
      })
    } else if (before !== undefined) {
      const storedPassword = found.password === null ? null : found.password === before.password ? 'same' : 'differs'
      const assumptions = [...found.assumptions, `It is the same as ${before.name} above.`]
      entries.push({ ...shown(found, before.name), state: 'there', storedPassword, assumptions })
    } else {
      const name = proposeName(found, taken)
      if (identity !== null) earlier.set(identity, { name, password: found.password })
      entries.push(assessed(found, name, clock()))
    }
  }
  return { entries, remarks: [...remarks] }
}

/** An entry as it may be shown: everything that was found but the password. */
const shown = (found: FoundConnection, name: string): ImportEntry => {
  const { format, file, place, engine, host, port, database, user, environment, external, tls, assumptions } = found
  const authority = host === null ? null : `${host.includes(':') ? `[${host}]` : host}${port === null ? '' : `:${port}`}`
  return {
    id: entryId(found),
    format,
    file,
    place,
    name,
    engine,
    address: engine === 'sqlite' ? database : authority,
    database,
    user,
    environment,
    external,
    tls,
    passwordFound: found.password !== null,
    state: 'new',
    storedPassword: null,
    missing: [],
    missingWith: null,
    assumptions: [...assumptions],
    problem: null,
  }
}

const assessed = (found: FoundConnection, name: string, now: Date): ImportEntry => {
  const entry = shown(found, name)
  if (found.problem !== null) return { ...entry, state: 'refused', problem: problemOf(found.problem) }
  const whole = complete(found)
  if (whole === null) return { ...entry, state: 'incomplete', missing: missingFrom(found), missingWith: missingWith(found) }
  try {
    const { record, warnings } = buildRecord(draftOf(whole, name), now)
    const { tls, address } = record.connection
    const words = found.engine !== 'sqlite' && found.tls.mode === null ? [`No TLS mode is set; ${tls.mode} is taken.`] : []
    return { ...entry, address, assumptions: [...entry.assumptions, ...words, ...warnings] }
  } catch (error) {
    if (!(error instanceof ProvostError)) throw error
    return { ...entry, state: 'refused', problem: problemOf(error) }
  }
}

/** The stored password against the one found. Where the vault does not answer, that is said and the preview goes on. */
const compareStored = async (
  vault: Vault,
  { connection, vaultKey }: ConnectionRecord,
  password: string | null,
): Promise<[ImportEntry['storedPassword'], string[]]> => {
  if (password === null) return [null, []]
  if (connection.passwordIn === null) return ['missing', ['No password is stored for it; the one found can be taken.']]
  if (connection.passwordIn !== vault.tier) return ['unknown', [`Its password is in the ${connection.passwordIn}, which is not open.`]]
  try {
    const stored = await vault.get(vaultKey)
    if (stored === password) return ['same', []]
    return stored === null
      ? ['missing', ['No password is stored for it; the one found can be taken.']]
      : ['differs', ['The password found differs from the stored one.']]
  } catch (error) {
    if (!(error instanceof ProvostError)) throw error
    return ['unknown', [`The stored password could not be compared: ${error.title}`]]
  }
}
