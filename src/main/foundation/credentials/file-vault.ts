import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ProvostError } from '#contract/errors.ts'
import { closeToOthers, inWorkspace, whileLocked, writeWholeFile } from '../state/index.ts'
import { deriveKey, newParameters, seal, unseal, usualCost } from './seal.ts'
import type { Vault } from './vault.ts'
import { corrupt, fromText, type ScryptParameters, toText, type VaultContent } from './vault-file.ts'

/** Names of entries are keys; this one cannot be one. */
const checkName = '\u0000check'
const checkText = 'provost'

/**
 * An encrypted file of the workspace, `vault.json`, opened by a passphrase. It is replaced whole and under a lock,
 * so that two consoles lose nothing and a crash leaves the old file or the new one. `cost` is scrypt's, for a new file.
 */
export function createFileVault(directory: string, passphrase: string | undefined, cost = usualCost): Vault {
  const path = join(directory, 'vault.json')
  const keys = new Map<string, Promise<Buffer>>()
  let usable: boolean | null = null

  const keyFor = (parameters: ScryptParameters): Promise<Buffer> => {
    if (!passphrase) throw missingPassphrase()
    const name = JSON.stringify(parameters)
    const key = keys.get(name) ?? deriveKey(passphrase, parameters)
    keys.set(name, key)
    return key
  }

  const read = (): VaultContent | null =>
    inWorkspace(directory, () => {
      if (!existsSync(path)) return null
      closeToOthers(path)
      return fromText(readFileSync(path, 'utf8'), path)
    })

  /** The file with the key that opens it; null where there is none yet. */
  const opened = async (): Promise<{ content: VaultContent; key: Buffer } | null> => {
    if (!passphrase) throw missingPassphrase()
    const content = read()
    if (content === null) return null
    const key = await keyFor(content.scrypt)
    if (unseal(key, checkName, content.check) !== checkText) throw wrongPassphrase(path)
    return { content, key }
  }

  /** Changes the entries. The key takes time, so it is made before the lock; where the file was made anew meanwhile, again. */
  const change = async (alter: (entries: VaultContent['entries'], key: Buffer) => void): Promise<void> => {
    for (;;) {
      const known = await opened()
      const parameters = known?.content.scrypt ?? newParameters(cost)
      const key = await keyFor(parameters)
      const done = inWorkspace(directory, () =>
        whileLocked(join(directory, 'vault.lock'), () => {
          const current = read()
          if (JSON.stringify(current?.scrypt) !== JSON.stringify(known?.content.scrypt)) return false
          const check = seal(key, checkName, checkText)
          const content: VaultContent = current ?? { format: 'provost-vault-1', scrypt: parameters, check, entries: {} }
          const entries = { ...content.entries }
          alter(entries, key)
          writeWholeFile(path, toText({ ...content, entries }))
          return true
        }),
      )
      if (done) return
    }
  }

  const noted = async <Value>(work: () => Promise<Value>): Promise<Value> => {
    try {
      const value = await work()
      usable = true
      return value
    } catch (error) {
      usable = false
      throw error
    }
  }

  return {
    tier: 'file',
    words: 'Passwords are kept encrypted in vault.json of the workspace.',
    get usable() {
      return passphrase ? usable : false
    },
    check: () => noted(async () => void (await opened())),
    get: (key) =>
      noted(async () => {
        const vault = await opened()
        const entry = vault && Object.hasOwn(vault.content.entries, key) ? vault.content.entries[key] : undefined
        if (!vault || !entry) return null
        const secret = unseal(vault.key, key, entry)
        if (secret === null) throw corrupt(path, `The entry ${key} was changed.`)
        return secret
      }),
    set: (key, secret) =>
      noted(() =>
        change((entries, sealing) => {
          entries[key] = seal(sealing, key, secret)
        }),
      ),
    delete: (key) =>
      noted(async () => {
        const vault = await opened()
        if (!vault || !Object.hasOwn(vault.content.entries, key)) return
        await change((entries) => {
          delete entries[key]
        })
      }),
    close: () => keys.clear(),
  }
}

const missingPassphrase = (): ProvostError =>
  new ProvostError('vault.passphrase-missing', 'The vault in the workspace needs a passphrase.', {
    remedy: ['Set PROVOST_VAULT_PASSPHRASE.', 'Or choose another vault: PROVOST_VAULT=keychain or PROVOST_VAULT=memory.'],
  })

const wrongPassphrase = (path: string): ProvostError =>
  new ProvostError('vault.passphrase-wrong', `The passphrase does not open the vault ${path}.`, {
    remedy: ['Set PROVOST_VAULT_PASSPHRASE to the passphrase the vault was made with. The vault was not changed.'],
  })
