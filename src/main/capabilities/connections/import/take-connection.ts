import type { Connection } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { ConnectionRecord } from '../../../fleet/registry/index.ts'
import { buildRecord } from '../build-record.ts'
import { type CompleteConnection, draftOf } from './complete-connection.ts'
import type { ImportServices } from './import-services.ts'

/**
 * Keeps one connection: the password first, then the record, and neither where either fails. A record without its password
 * would look imported and not work.
 */
export const takeConnection = async (
  { book, vault, clock }: ImportServices,
  found: CompleteConnection,
  name: string,
): Promise<{ record: ConnectionRecord; warnings: readonly string[] }> => {
  const built = buildRecord(draftOf(found, name), clock())
  if (book.find(name) !== null) book.add(built.record)
  const { password, warnings } = built
  const connection: Connection = { ...built.record.connection, passwordIn: password === null ? null : vault.tier }
  const record = { ...built.record, connection }
  try {
    if (password !== null) await vault.set(record.vaultKey, password)
    book.add(record)
  } catch (error) {
    throw password === null ? error : await withoutLeftover(error, () => vault.delete(record.vaultKey))
  }
  return { record, warnings }
}

/** Puts the password found into the vault for a connection that is there already. */
export const replacePassword = async ({ book, vault }: ImportServices, record: ConnectionRecord, password: string): Promise<void> => {
  const { connection, vaultKey } = record
  await vault.set(vaultKey, password)
  if (connection.passwordIn === vault.tier) return
  try {
    book.replace({ ...record, connection: { ...connection, passwordIn: vault.tier } })
  } catch (error) {
    throw await withoutLeftover(error, () => vault.delete(vaultKey))
  }
}

/** The failure, after what it left in the vault is gone; where that cannot be done either, the failure says so. */
const withoutLeftover = async (error: unknown, remove: () => Promise<void>): Promise<unknown> => {
  try {
    await remove()
    return error
  } catch (second) {
    if (!(error instanceof ProvostError) || !(second instanceof ProvostError)) throw second
    const detail = [error.detail, 'The password may still be in the vault, under a key that nothing uses.']
      .filter((line) => line !== '')
      .join('\n')
    return new ProvostError(error.code, error.title, { detail, remedy: error.remedy, retryable: error.retryable, cause: error })
  }
}
