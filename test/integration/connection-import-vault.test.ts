import { afterEach, expect, it } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import type { Vault } from '../../src/main/foundation/credentials/index.ts'
import { type ImportRig, openImportRig } from './connection-import-kit.ts'

let rig: ImportRig
afterEach(() => rig.close())

const text = 'A_DATABASE_URL=postgres://u:planted@a/d\nB_DATABASE_URL=postgres://u@b/d\nC_DATABASE_URL=postgres://u:planted@c/d\n'
const locked = new ProvostError('vault.locked', 'The keychain is locked.', { remedy: ['Unlock it.'] })

/** The vault as it is, and counted; from one `set` on it fails after having stored, as one does whose answer is lost. */
const failingFrom =
  (first: number, calls: string[], deletesToo = false) =>
  (vault: Vault) => ({
    ...vault,
    usable: true,
    async set(key: string, secret: string) {
      calls.push('set')
      await vault.set(key, secret)
      if (calls.length >= first) throw locked
    },
    async delete(key: string) {
      if (deletesToo) throw locked
      await vault.delete(key)
    },
  })

it('a vault that is not usable refuses what has a password, takes the others, and is asked once', async () => {
  const calls: string[] = []
  const kept = new Map<string, string>()
  const record = (vault: Vault): Vault => ({
    ...vault,
    usable: true,
    set: async (key, secret) => void kept.set(key, secret),
    delete: async (key) => void kept.delete(key),
  })
  rig = openImportRig({ useVault: (vault) => failingFrom(1, calls)(record(vault)) })
  const results = await rig.importAll(rig.write({ '.env': text }))
  expect(results).toMatchObject([
    { outcome: 'refused', problem: { code: 'vault.locked' } },
    { outcome: 'added', name: 'b' },
    { outcome: 'refused', problem: { code: 'vault.locked' } },
  ])
  expect(calls).toEqual(['set'])
  expect([...kept]).toEqual([])
  expect(rig.book.list().map(({ connection }) => connection.name)).toEqual(['b'])
  expect(rig.audit.list().entries[0]).toMatchObject({ outcome: 'done', detail: { added: 1, refused: 2, codes: ['vault.locked'] } })
})

it('a password that could not be taken out of a failing vault again is told', async () => {
  rig = openImportRig({ useVault: failingFrom(1, [], true) })
  const [result] = await rig.importAll(rig.write({ '.env': text }))
  expect(result?.problem).toMatchObject({ code: 'vault.locked', detail: expect.stringContaining('may still be in the vault') })
  expect(rig.book.list()).toHaveLength(1)
})

it('the file vault without its passphrase refuses, and keeps nothing', async () => {
  rig = openImportRig({ vault: 'file', passphrase: '' })
  const results = await rig.importAll(rig.write({ '.env': text }))
  expect(results.map(({ problem }) => problem?.code)).toEqual(['vault.passphrase-missing', undefined, 'vault.passphrase-missing'])
  expect(rig.onDisk()).not.toContain('planted')
})

it('the file vault keeps the passwords, and they stand nowhere in the clear', async () => {
  rig = openImportRig({ vault: 'file' })
  const files = rig.write({ '.env': text })
  expect((await rig.importAll(files)).map(({ outcome }) => outcome)).toEqual(['added', 'added', 'added'])
  expect(await rig.kept('a')).toMatchObject({ password: 'planted' })
  expect(rig.book.get('a').connection.passwordIn).toBe('file')
  expect((await rig.preview(files)).map(({ storedPassword }) => storedPassword)).toEqual(['same', null, 'same'])
  expect(rig.onDisk()).not.toContain('planted')
})

it('a record that cannot be kept leaves no password behind', async () => {
  rig = openImportRig()
  const files = rig.write({ '.env': text })
  const kept: string[] = []
  const { vault } = rig
  const [set, remove] = [vault.set, vault.delete]
  vault.set = async (key, secret) => {
    kept.push(key)
    // Another console takes the name between the look and the record.
    if (kept.length === 1)
      rig.state.database.exec("insert into connections select 'a', 'other', config, created_at from connections limit 1")
    await set(key, secret)
  }
  vault.delete = remove
  await rig.apply(
    files,
    (await rig.preview(files)).filter(({ name }) => name === 'b').map(({ id, name }) => ({ id, name })),
  )
  const [first] = await rig.preview(files)
  expect(await rig.apply(files, [{ id: first?.id ?? '', name: 'a' }])).toMatchObject([
    { outcome: 'refused', problem: { code: 'connection.exists' } },
  ])
  expect(await vault.get(kept[0] ?? '')).toBeNull()
})
