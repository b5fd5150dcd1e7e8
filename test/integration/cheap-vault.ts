import { mkdir } from 'node:fs/promises'
import { createFileVault } from '../../src/main/foundation/credentials/file-vault.ts'

/** A weak one opens in a twentieth of a second instead of half a second; only a test may want that. */
const weakCost = 2 ** 14

/**
 * Makes a workspace's `vault.json` before Provost does. The file says what it costs to open, so whoever opens it later, in any
 * process, does so at this cost: tests that open it a hundred times wait for what they test and not for scrypt.
 */
export const makeCheapVault = async (workspace: string, passphrase: string): Promise<void> => {
  await mkdir(workspace, { recursive: true, mode: 0o700 })
  const vault = createFileVault(workspace, passphrase, weakCost)
  await vault.set('first', 'entry')
  await vault.delete('first')
  vault.close()
}
