import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openState } from '../../src/main/foundation/state/index.ts'
import { runChild } from './children/run-child.ts'

let home: string
let folder: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'provost-faults-'))
  folder = join(home, 'workspace')
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

/** What a child that opens the workspace says. */
async function opening(options: Parameters<typeof runChild>[2] = {}): Promise<{ code?: string; title?: string; detail?: string } | 'ok'> {
  const child = runChild('open-state.ts', [folder], options)
  const { errors } = await child.ended
  const [line] = child.lines
  if (line === undefined) throw new Error(`The child said nothing: ${errors}`)
  return line === 'ok' ? 'ok' : JSON.parse(line)
}

test('consoles that start together on a new folder all begin well and share one state', async () => {
  const said = await Promise.all(Array.from({ length: 6 }, () => opening()))
  expect(said).toEqual(Array.from({ length: 6 }, () => 'ok'))
  const state = openState(folder)
  expect(state.database.prepare("SELECT count(*) FROM meta WHERE value = 'was here'").pluck().get()).toBe(6)
  expect(state.notices).toEqual([])
  state.close()
})

test('two consoles that are killed while they write leave every acknowledged act, whole', async () => {
  for (let round = 0; round < 3; round += 1) {
    const children = [runChild('write-state.ts', [folder]), runChild('write-state.ts', [folder])]
    await Promise.all(children.map((child) => child.line(new RegExp(`kept \\d+ ${15 + round}$`))))
    await Promise.all(children.map((child) => child.kill()))
    const state = openState(folder)
    const keys = new Set(state.database.prepare<[], string>('SELECT key FROM meta').pluck().all())
    for (const line of children.flatMap((child) => child.lines)) {
      const act = line.replace('kept ', '')
      expect(keys).toContain(`${act} left`)
      expect(keys).toContain(`${act} right`)
    }
    const halves = [...keys].filter((key) => key.endsWith('left') && !keys.has(key.replace('left', 'right')))
    expect(halves).toEqual([])
    expect(state.database.pragma('integrity_check', { simple: true })).toBe('ok')
    expect(state.notices).toEqual([])
    state.close()
  }
})

test('a console killed at any moment of its first start leaves a folder that opens', async () => {
  for (const delay of [60, 90, 110, 130, 150, 170, 200]) {
    folder = join(home, `workspace-${delay}`)
    const child = runChild('write-state.ts', [folder])
    await new Promise((resolve) => setTimeout(resolve, delay))
    await child.kill()
    const state = openState(folder)
    expect(state.notices).toEqual([])
    expect(state.database.pragma('integrity_check', { simple: true })).toBe('ok')
    state.close()
  }
})

test('consoles that meet the same damage keep it aside once and lose none of it', async () => {
  mkdirSync(folder)
  const garbage = 'damaged '.repeat(4096)
  writeFileSync(join(folder, 'state.db'), garbage)
  const said = await Promise.all(Array.from({ length: 4 }, () => opening()))
  expect(said.filter((each) => each !== 'ok')).toMatchObject([{ code: 'workspace.state-corrupt' }])
  const kept = readdirSync(folder).filter((name) => name.includes('.corrupt-'))
  expect(kept).toHaveLength(1)
  expect(readFileSync(join(folder, kept[0] ?? '?'), 'utf8')).toBe(garbage)
})

test.runIf(process.platform !== 'win32')('a folder that cannot be written is refused in words and left as it is', async () => {
  mkdirSync(folder)
  chmodSync(folder, 0o555)
  // Root may write into any folder of a disk, so as root it is one of the kernel's own.
  if (process.getuid?.() === 0) folder = '/sys/provost'
  expect(await opening()).toMatchObject({ code: 'workspace.unusable', title: `The workspace ${folder} cannot be written.` })
})

test.runIf(process.platform !== 'win32')('a disk that takes no more is refused in words, and what was there stays', async () => {
  openState(folder).close()
  const before = readFileSync(join(folder, 'state.db'))
  // A limit on the size of any file stands for the full disk: every write beyond 4 KiB fails.
  expect(await opening({ shell: 'ulimit -f 8' })).toMatchObject({ code: 'workspace.unusable', detail: expect.stringMatching(/disk/) })
  expect(readFileSync(join(folder, 'state.db')).equals(before)).toBe(true)
  expect(await opening()).toBe('ok')
})

test.runIf(process.platform !== 'win32')(
  'a disk that is full at the first start leaves a folder that opens once there is room',
  async () => {
    expect(await opening({ shell: 'ulimit -f 8' })).toMatchObject({ code: 'workspace.unusable' })
    expect(await opening()).toBe('ok')
    const state = openState(folder)
    expect(state.notices).toEqual([])
    state.close()
  },
)
