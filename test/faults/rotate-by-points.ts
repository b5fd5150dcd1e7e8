import { ProvostError } from '../../src/contract/errors.ts'
import { rotatePassword } from '../../src/main/capabilities/connections/access/rotate.ts'
import { type Engine, engineOf } from '../../src/main/engines/index.ts'
import { openConnectionBook, openTenantRegistry } from '../../src/main/fleet/registry/index.ts'
import { openSessions } from '../../src/main/fleet/sessions/index.ts'
import { openVault, type Vault } from '../../src/main/foundation/credentials/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { openState } from '../../src/main/foundation/state/index.ts'

export interface BrokenRotation {
  readonly directory: string
  readonly name: string
  readonly environment: NodeJS.ProcessEnv
  /** Told of each point that is come to, from 1; what it throws is how the step there fails. */
  readonly onPoint: (number: number, what: string) => void
}

/**
 * Rotates a password, and tells of each point at which that may break off: before and after each use of the vault and each mark in the
 * state, and before each login. Gives how it ended.
 */
export const rotateByPoints = async ({ directory, name, environment, onPoint }: BrokenRotation): Promise<string> => {
  let passed = 0
  const point = (what: string): void => onPoint(++passed, what)
  const state = openState(directory)
  const kept = openVault({ environment, directory, startChild: startNodeChild })
  const around = async <Value>(what: string, work: () => Promise<Value>): Promise<Value> => {
    point(`before ${what}`)
    const value = await work()
    point(`after ${what}`)
    return value
  }
  const vault: Vault = {
    ...kept,
    tier: kept.tier,
    words: kept.words,
    usable: kept.usable,
    check: () => kept.check(),
    get: (key) => kept.get(key),
    set: (key, secret) => around(`vault.set ${key.endsWith(':next') ? 'next' : 'present'}`, () => kept.set(key, secret)),
    delete: (key) => around('vault.delete', () => kept.delete(key)),
    close: () => kept.close(),
  }
  const plain = openConnectionBook(state)
  const book = {
    ...plain,
    setRotating(record: Parameters<typeof plain.setRotating>[0], rotating: boolean) {
      point(`before mark ${rotating}`)
      plain.setRotating(record, rotating)
      point(`after mark ${rotating}`)
    },
  }
  const watched = (engine: Engine): Engine => ({
    ...engine,
    open(config, options) {
      point('before login')
      return engine.open(config, options)
    },
  })
  const sessions = openSessions({
    book,
    tenants: openTenantRegistry(state),
    vault,
    directory,
    environment,
    passwordForThisRun: null,
    engineOf: (kind) => watched(engineOf(kind, { startChild: startNodeChild })),
  })
  try {
    await rotatePassword(name, () => undefined, { book, sessions, vault, clock: () => new Date() })
    return 'rotated'
  } catch (error) {
    return `failed ${error instanceof ProvostError ? [error.code, error.title, ...error.remedy].join(' ') : String(error)}`
  } finally {
    await sessions.close()
    vault.close()
    state.close()
  }
}
