import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openVault } from '../../src/main/foundation/credentials/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { runChild } from './children/run-child.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-vault-faults-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const vaultEnvironment = { PROVOST_VAULT: 'file', PROVOST_VAULT_PASSPHRASE: 'correct horse' }
const environment = { ...process.env, ...vaultEnvironment }
const open = (): ReturnType<typeof openVault> => openVault({ environment: vaultEnvironment, directory, startChild: startNodeChild })

test('consoles that store at once, from a vault that does not exist yet, lose nothing', async () => {
  const names = ['ada', 'grace', 'edsger']
  const children = names.map((name) => runChild('fill-vault.ts', [directory, name, '20'], { environment }))
  expect((await Promise.all(children.map((child) => child.ended))).map(({ code }) => code)).toEqual([0, 0, 0])
  const vault = open()
  for (const name of names) {
    for (let n = 1; n <= 20; n += 1) expect(await vault.get(`${name} ${n}`)).toBe(`secret ${n}`)
  }
})

test('a console killed while it stores leaves the vault whole, with everything it was told was kept', async () => {
  for (const name of ['ada', 'grace']) {
    const child = runChild('fill-vault.ts', [directory, name, '100000'], { environment })
    await child.line(/^kept 30$/)
    await child.kill()
    const kept = Number(child.lines.at(-1)?.split(' ')[1])
    const vault = open()
    await vault.check()
    expect(await vault.get(`${name} 1`)).toBe('secret 1')
    expect(await vault.get(`${name} ${kept}`)).toBe(`secret ${kept}`)
    await vault.set('after', 'works')
    expect(await vault.get('after')).toBe('works')
  }
})

test('no passphrase and no secret is in any file of the workspace', async () => {
  await open().set('campus', 'hunter2 hunter2')
  for (const name of readdirSync(directory)) {
    const text = readFileSync(join(directory, name), 'latin1')
    expect(text).not.toContain('correct horse')
    expect(text).not.toContain('hunter2')
  }
})

test.runIf(process.platform !== 'win32')('a disk that takes no more fails the storing in words and keeps the vault as it was', async () => {
  await open().set('campus', 'hunter2')
  const before = readFileSync(join(directory, 'vault.json'))
  const child = runChild('use-vault.ts', [directory, 'set other'], { environment, shell: 'ulimit -f 0' })
  await child.ended
  expect(JSON.parse(child.lines[0] ?? '{}')).toMatchObject({ answer: { code: 'workspace.unusable' } })
  expect(readFileSync(join(directory, 'vault.json')).equals(before)).toBe(true)
  expect(readdirSync(directory).sort()).toEqual(['vault.json', 'vault.lock'])
  expect(await open().get('campus')).toBe('hunter2')
})
