import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { StartChild } from '../processes/index.ts'
import { openVault } from './index.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-vault-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const noChild: StartChild = () => {
  throw new Error('no child was to be started')
}
const open = (environment: NodeJS.ProcessEnv): ReturnType<typeof openVault> => openVault({ environment, directory, startChild: noChild })

test('the keychain is the vault where none is named, and is not touched by opening it', () => {
  expect(open({})).toMatchObject({ tier: 'keychain', usable: null })
  expect(open({ PROVOST_VAULT: 'keychain' }).tier).toBe('keychain')
})

test('a vault that does not exist is refused with those that do', () => {
  expect(() => open({ PROVOST_VAULT: 'keyring' })).toThrow(
    expect.objectContaining({ code: 'call.invalid', remedy: ['Set it to keychain, file or memory.'] }),
  )
})

test('the memory vault keeps secrets while it is open', async () => {
  const vault = open({ PROVOST_VAULT: 'memory' })
  expect(vault).toMatchObject({ tier: 'memory', usable: true })
  await vault.check()
  expect(await vault.get('campus')).toBeNull()
  await vault.set('campus', 'hunter2')
  expect(await vault.get('campus')).toBe('hunter2')
  await vault.delete('campus')
  await vault.delete('campus')
  expect(await vault.get('campus')).toBeNull()
})

test.each([undefined, ''])('the file vault without a passphrase (%j) says which variable to set', async (passphrase) => {
  const vault = open({ PROVOST_VAULT: 'file', PROVOST_VAULT_PASSPHRASE: passphrase })
  expect(vault).toMatchObject({ tier: 'file', usable: false })
  for (const act of [() => vault.check(), () => vault.get('a'), () => vault.set('a', 'b'), () => vault.delete('a')]) {
    await expect(act()).rejects.toMatchObject({
      code: 'vault.passphrase-missing',
      remedy: [expect.stringContaining('PROVOST_VAULT_PASSPHRASE'), expect.any(String)],
    })
  }
})
