import { join } from 'node:path'
import { ProvostError } from '#contract/errors.ts'
import type { Vault } from '../../foundation/credentials/index.ts'
import { holdLock } from '../../foundation/state/index.ts'
import type { ConnectionBook, ConnectionRecord } from '../registry/index.ts'

/** How long a login waits for a rotation that runs, in this process or another. */
const waitMs = 5000

export interface RotationsOptions {
  readonly book: Pick<ConnectionBook, 'isRotating' | 'setRotating'>
  readonly vault: Vault
  /** The workspace: one rotation at a time in all its consoles. */
  readonly directory: string
  /** A fresh login, and nothing kept of it. Throws what the server refuses with. */
  readonly prove: (record: ConnectionRecord, password: string) => Promise<void>
}

/**
 * A password that is being replaced. The next one is in the vault beside the one in use before the server is told, so that
 * wherever the work breaks off, one of the two logs in, and the next login finds out which.
 */
export interface Rotations {
  /** Does the work while nobody else in this workspace rotates or settles. */
  alone<Value>(work: () => Promise<Value>, patienceMs?: number): Promise<Value>
  /** Keeps the next password beside the one in use. The server may be told after this. */
  begin(record: ConnectionRecord, next: string): Promise<void>
  /** The server took it: it is the one in use from now on. */
  finish(record: ConnectionRecord, next: string): Promise<void>
  /** Finds out by logging in which of the two the server takes, and keeps that one. `unknown` leaves both for another time. */
  settle(record: ConnectionRecord): Promise<'old' | 'new' | 'unknown'>
  /** A fresh login, and nothing kept of it. Throws what the server refuses with. */
  prove(record: ConnectionRecord, password: string): Promise<void>
  /** Whether a fresh login succeeds with it; null where something else than the password stood in its way. */
  takes(record: ConnectionRecord, password: string): Promise<boolean | null>
  /** Settles what broke off before a login; a rotation that runs is waited for. */
  beforeLogin(record: ConnectionRecord): Promise<void>
}

const nextKey = (record: ConnectionRecord): string => `${record.vaultKey}:next`

export const openRotations = ({ book, vault, directory, prove }: RotationsOptions): Rotations => {
  const end = async (record: ConnectionRecord): Promise<void> => {
    await vault.delete(nextKey(record))
    book.setRotating(record, false)
  }
  const finish = async (record: ConnectionRecord, next: string): Promise<void> => {
    await vault.set(record.vaultKey, next)
    await end(record)
  }
  /** What a fresh login with it comes to: `beyond` where the account was let in as far as the database, which then was none for it. */
  const outcomeOf = async (record: ConnectionRecord, password: string): Promise<'in' | 'refused' | 'beyond' | 'unanswered'> => {
    try {
      await prove(record, password)
      return 'in'
    } catch (error) {
      if (!(error instanceof ProvostError)) throw error
      if (error.code === 'connection.auth-failed') return 'refused'
      return /^connection\.(database-missing|database-denied|permission-denied)$/.test(error.code) ? 'beyond' : 'unanswered'
    }
  }
  const takes = async (record: ConnectionRecord, password: string): Promise<boolean | null> => {
    const outcome = await outcomeOf(record, password)
    return outcome === 'in' ? true : outcome === 'refused' ? false : null
  }
  const settle = async (record: ConnectionRecord): Promise<'old' | 'new' | 'unknown'> => {
    const next = await vault.get(nextKey(record))
    if (next === null) {
      book.setRotating(record, false)
      return 'old'
    }
    const withNext = await outcomeOf(record, next)
    const present = withNext === 'in' || withNext === 'unanswered' ? null : await vault.get(record.vaultKey)
    const withPresent = present === null ? null : await outcomeOf(record, present)
    // A server that looks for the database before the password says the same to both, and then this tells nothing.
    const tellsThemApart = (one: typeof withPresent, other: typeof withPresent): boolean => one === 'beyond' && other === 'refused'
    if (withNext === 'in' || tellsThemApart(withNext, withPresent)) {
      await finish(record, next)
      return 'new'
    }
    if (withNext !== 'refused' || (withPresent !== 'in' && !tellsThemApart(withPresent, withNext))) return 'unknown'
    await end(record)
    return 'old'
  }
  const alone = async <Value>(work: () => Promise<Value>, patienceMs = 30_000): Promise<Value> => {
    const letGo = await holdLock(join(directory, 'rotation.lock'), patienceMs).catch((error: unknown) => {
      throw new ProvostError('workspace.busy', 'Another console of this workspace is changing a password.', {
        detail: error instanceof Error ? error.message : '',
        remedy: ['Try again when it has finished.'],
        retryable: true,
        cause: error,
      })
    })
    try {
      return await work()
    } finally {
      letGo()
    }
  }
  return {
    alone,
    async begin(record, next) {
      book.setRotating(record, true)
      await vault.set(nextKey(record), next)
    },
    finish,
    settle,
    prove,
    takes,
    async beforeLogin(record) {
      if (!book.isRotating(record)) return
      try {
        await alone(async () => {
          if (book.isRotating(record)) await settle(record)
        }, waitMs)
      } catch (error) {
        // A rotation that takes longer than this is left to itself: the login tries the password that is in use.
        if (!(error instanceof ProvostError) || error.code !== 'workspace.busy') throw error
      }
    },
  }
}
