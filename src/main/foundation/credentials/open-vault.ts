import { ProvostError } from '#contract/errors.ts'
import type { StartChild } from '../processes/index.ts'
import { createFileVault } from './file-vault.ts'
import { createKeychainVault } from './keychain-vault.ts'
import { createMemoryVault } from './memory-vault.ts'
import type { Vault } from './vault.ts'

export interface OpenVaultOptions {
  readonly environment: NodeJS.ProcessEnv
  /** The workspace. */
  readonly directory: string
  readonly startChild: StartChild
}

/**
 * The vault that `PROVOST_VAULT` names, the keychain where it names none. Nothing is touched before the first use,
 * and an unusable vault never gives way to another: what to do is the person's choice.
 */
export function openVault({ environment, directory, startChild }: OpenVaultOptions): Vault {
  const tier = environment['PROVOST_VAULT'] || 'keychain'
  if (tier === 'keychain') return createKeychainVault({ startChild })
  if (tier === 'file') return createFileVault(directory, environment['PROVOST_VAULT_PASSPHRASE'])
  if (tier === 'memory') return createMemoryVault()
  throw new ProvostError('call.invalid', `PROVOST_VAULT is ${JSON.stringify(tier)}, which is no vault.`, {
    remedy: ['Set it to keychain, file or memory.'],
  })
}
