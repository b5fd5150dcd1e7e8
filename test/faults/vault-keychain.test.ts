import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createKeychainVault } from '../../src/main/foundation/credentials/keychain-vault.ts'
import { type StartChild, startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { runChild } from './children/run-child.ts'

const installed = (program: string): boolean => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0
/** A real GNOME Keyring on a D-Bus of its own: wherever both programs are installed. */
const keyringInstalled = installed('dbus-run-session') && installed('gnome-keyring-daemon')

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'provost-keyring-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** An environment without a desktop session, whose keyring is in a folder of its own. */
const environment = (): NodeJS.ProcessEnv => ({
  PATH: process.env['PATH'],
  HOME: home,
  XDG_DATA_HOME: join(home, 'data'),
  XDG_RUNTIME_DIR: home,
  PROVOST_VAULT: 'keychain',
})

interface Answer {
  readonly act: string
  readonly answer: unknown
  readonly ms: number
}
async function vaultActs(acts: readonly string[], shell?: string): Promise<Answer[]> {
  const child = runChild('use-vault.ts', [home, ...acts], { environment: environment(), ...(shell === undefined ? {} : { shell }) })
  const { code, errors } = await child.ended
  expect([code, errors]).toEqual([0, ''])
  return child.lines.map((line) => JSON.parse(line))
}
/** The bus itself may complain of limits on stderr, which is not ours to judge; the console's own stderr stays. */
const onOwnBus = (before: string): string =>
  `exec 3>&2; exec 2>/dev/null; exec dbus-run-session -- sh -c '${before}; exec "$@" 2>&3' sh "$@"`
const unlocked = 'printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; sleep 0.5'
const locked = 'gnome-keyring-daemon --start --components=secrets >/dev/null 2>&1; sleep 0.5'

test.runIf(keyringInstalled)('a real keyring keeps, gives back and forgets secrets, and an absent one is null', async () => {
  const answers = await vaultActs(
    ['check', 'get campus', 'set campus', 'get campus', 'delete campus', 'get campus', 'delete campus'],
    onOwnBus(unlocked),
  )
  expect(answers.map(({ answer }) => answer)).toEqual(['usable', null, 'set', 'secret of campus, ünï ⚷', 'deleted', null, 'deleted'])
})

test.runIf(keyringInstalled)('a secret outlives the console, and a locked keyring says so at once', async () => {
  await vaultActs(['set campus'], onOwnBus(unlocked))
  expect(await vaultActs(['get campus'], onOwnBus(unlocked))).toMatchObject([{ answer: 'secret of campus, ünï ⚷' }])
  const answers = await vaultActs(['get campus', 'set other', 'check'], onOwnBus(locked))
  for (const { answer, ms } of answers) {
    expect(answer).toMatchObject({
      code: 'vault.locked',
      retryable: true,
      remedy: expect.arrayContaining([expect.stringContaining('PROVOST_VAULT=file')]),
    })
    expect(ms).toBeLessThan(5000)
  }
})

test.runIf(process.platform === 'linux')('without a desktop session the keychain fails fast and names the other vaults', async () => {
  for (const { answer, ms } of await vaultActs(['check', 'get campus', 'set campus', 'delete campus'])) {
    expect(answer).toMatchObject({
      code: 'vault.unusable',
      title: "The system's keychain cannot be used here.",
      remedy: expect.arrayContaining([
        expect.stringMatching(/PROVOST_VAULT=file.*PROVOST_VAULT_PASSPHRASE/),
        expect.stringContaining('PROVOST_VAULT=memory'),
      ]),
    })
    expect(ms).toBeLessThan(3000)
  }
})

test('a keychain that hangs is given up at its deadline, nothing of it stays, and no secret was in its arguments or environment', async () => {
  const pids: number[] = []
  const startChild: StartChild = (module, options) => {
    const child = startNodeChild(module, options)
    if (child.pid !== undefined) pids.push(child.pid)
    return child
  }
  const module = new URL('../../src/main/foundation/credentials/fixtures/hanging-child.ts', import.meta.url)
  const vault = createKeychainVault({ startChild, module, deadlineMs: 700 })
  const asked = vault.set('campus', 'hunter2')
  await new Promise((resolve) => setTimeout(resolve, 300))
  for (const pid of pids) {
    for (const file of ['cmdline', 'environ']) {
      const path = `/proc/${pid}/${file}`
      if (existsSync(path)) expect(readFileSync(path, 'utf8')).not.toContain('hunter2')
    }
  }
  await expect(asked).rejects.toMatchObject({
    code: 'vault.timeout',
    retryable: true,
    remedy: expect.arrayContaining([expect.stringContaining('PROVOST_VAULT=file')]),
  })
  await expect(vault.get('campus')).rejects.toMatchObject({ code: 'vault.timeout' })
  expect(vault.usable).toBe(false)
  vault.close()
  expect(pids).toHaveLength(2)
  const alive = (pid: number): boolean => {
    try {
      process.kill(pid, 0)
      return true
    } catch {
      return false
    }
  }
  await expect.poll(() => pids.some(alive)).toBe(false)
})
