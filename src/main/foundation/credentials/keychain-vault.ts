import { randomBytes } from 'node:crypto'
import { extname } from 'node:path'
import { RequestChild, type StartChild } from '../processes/index.ts'
import { keychainProblem } from './keychain-problems.ts'
import type { KeyringRequest } from './keyring-messages.ts'
import type { Vault } from './vault.ts'

const keyringChild = new URL(`./keyring-child${extname(import.meta.url)}`, import.meta.url)

/** A keychain that is not used for this long does not cost a process. */
const idleMs = 10_000

export interface KeychainOptions {
  readonly startChild: StartChild
  /** What one call has, 5 s where nothing is said. */
  readonly deadlineMs?: number
  /** The module of the child. */
  readonly module?: URL
}

/**
 * The keychain of the system: macOS Keychain, Windows Credential Manager, Secret Service on Linux. Secrets travel to its child
 * as messages, never as arguments or environment. Before the first secret is stored the keychain is tried out.
 */
export function createKeychainVault(options: KeychainOptions): Vault {
  const { startChild, deadlineMs = 5000, module = keyringChild } = options
  const child = new RequestChild(() => startChild(module), { idleMs })
  let usable: boolean | null = null
  let tried: Promise<unknown> | null = null

  const ask = async (request: KeyringRequest): Promise<unknown> => {
    try {
      const answer = await child.request(request, { deadlineMs })
      usable = true
      return answer
    } catch (error) {
      usable = false
      throw keychainProblem(error, deadlineMs)
    }
  }
  const tryOut = (): Promise<unknown> =>
    ask({ act: 'try', key: `try-${randomBytes(6).toString('hex')}`, secret: randomBytes(12).toString('base64') })

  return {
    tier: 'keychain',
    words: "Passwords are kept in the system's keychain.",
    get usable() {
      return usable
    },
    async check() {
      await tryOut()
    },
    async get(key) {
      const secret = await ask({ act: 'get', key })
      return typeof secret === 'string' ? secret : null
    },
    async set(key, secret) {
      tried ??= tryOut()
      try {
        await tried
      } catch (error) {
        tried = null
        throw error
      }
      await ask({ act: 'set', key, secret })
    },
    async delete(key) {
      await ask({ act: 'delete', key })
    },
    close: () => child.close(),
  }
}
