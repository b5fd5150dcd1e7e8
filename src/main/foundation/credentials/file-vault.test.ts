import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFileVault } from './file-vault.ts'
import { fromText, toText } from './vault-file.ts'

let directory: string
let path: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-vault-'))
  path = join(directory, 'vault.json')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** At the lowest cost that is accepted, so that the tests are quick. */
const open = (passphrase = 'correct horse') => createFileVault(directory, passphrase, 16_384)
const text = (): string => readFileSync(path, 'utf8')

test('secrets are found again by another console with the passphrase, and are not in the file', async () => {
  const secret = 'hünter2 — 秘密 🔑'
  await open().set('campus', secret)
  expect(await open().get('campus')).toBe(secret)
  expect(await open().get('other')).toBeNull()
  expect(await open().get('__proto__')).toBeNull()
  expect(text()).not.toContain('nter2')
  expect(text()).not.toContain(Buffer.from(secret).toString('base64'))
})

test.runIf(process.platform !== 'win32')('the file is closed to others, also one that was not', async () => {
  await open().set('campus', 'hunter2')
  expect((statSync(path).mode & 0o777).toString(8)).toBe('600')
  chmodSync(path, 0o644)
  await open().get('campus')
  expect((statSync(path).mode & 0o777).toString(8)).toBe('600')
  expect(readdirSync(directory).sort()).toEqual(['vault.json', 'vault.lock'])
})

test('reading and checking make no file', async () => {
  const vault = open()
  await vault.check()
  expect(await vault.get('campus')).toBeNull()
  await vault.delete('campus')
  expect(existsSync(path)).toBe(false)
  expect(vault.usable).toBe(true)
})

test('a secret is replaced and deleted, the others stay', async () => {
  const vault = open()
  await vault.set('one', 'first')
  await vault.set('two', 'second')
  await vault.set('one', 'third')
  await vault.delete('two')
  await vault.delete('two')
  expect([await vault.get('one'), await vault.get('two')]).toEqual(['third', null])
})

test('a wrong passphrase is told and changes nothing', async () => {
  await open().set('campus', 'hunter2')
  const before = text()
  const wrong = open('wrong horse')
  for (const act of [() => wrong.check(), () => wrong.get('campus'), () => wrong.set('campus', 'mine'), () => wrong.delete('campus')]) {
    await expect(act()).rejects.toMatchObject({ code: 'vault.passphrase-wrong' })
  }
  expect(wrong.usable).toBe(false)
  expect(text()).toBe(before)
  expect(await open().get('campus')).toBe('hunter2')
})

test('a guess costs 128 MB unless a test says otherwise', async () => {
  await createFileVault(directory, 'correct horse').set('campus', 'hunter2')
  expect(fromText(text(), path).scrypt).toMatchObject({ cost: 131_072, blockSize: 8 })
})

test('the same passphrase typed as other code points opens it', async () => {
  await open('caf\u00e9').set('campus', 'hunter2')
  expect(await open('cafe\u0301').get('campus')).toBe('hunter2')
})

test.each([
  ['nothing', () => ''],
  ['no JSON', (whole: string) => whole.slice(0, whole.length / 2)],
  ['another shape', () => '{"format":"other"}'],
  [
    'one changed character',
    (whole: string) => whole.replace(/"text": "(.)/, (found, first) => found.slice(0, -1) + (first === 'A' ? 'B' : 'A')),
  ],
])('a file with %s is damaged, told, and not overwritten', async (_, damage) => {
  await open().set('campus', 'hunter2')
  const damaged = damage(text())
  writeFileSync(path, damaged)
  await expect(open().get('campus')).rejects.toMatchObject({ code: 'vault.corrupt' })
  await expect(open().set('campus', 'new')).rejects.toMatchObject({ code: 'vault.corrupt' })
  expect(text()).toBe(damaged)
})

test('entries exchanged by somebody who mends the checksum do not open under the wrong name', async () => {
  const vault = open()
  await vault.set('staging', 'for staging')
  await vault.set('production', 'for production')
  const content = fromText(text(), path)
  const { staging, production } = content.entries
  if (!staging || !production) throw new Error('both were stored')
  writeFileSync(path, toText({ ...content, entries: { staging: production, production: staging } }))
  await expect(open().get('staging')).rejects.toMatchObject({ code: 'vault.corrupt', detail: expect.stringContaining('staging') })
})

test('a file that asks for a weak or a ruinous key is refused', async () => {
  await open().set('campus', 'hunter2')
  const content = fromText(text(), path)
  for (const cost of [2, 2 ** 30]) {
    writeFileSync(path, toText({ ...content, scrypt: { ...content.scrypt, cost } }))
    await expect(open().get('campus')).rejects.toMatchObject({ code: 'vault.corrupt' })
  }
})

test('many changes at once in one console all count', async () => {
  const vault = open()
  await Promise.all(Array.from({ length: 20 }, (_, n) => vault.set(`key ${n}`, `secret ${n}`)))
  expect(await Promise.all(Array.from({ length: 20 }, (_, n) => vault.get(`key ${n}`)))).toEqual(
    Array.from({ length: 20 }, (_, n) => `secret ${n}`),
  )
})
