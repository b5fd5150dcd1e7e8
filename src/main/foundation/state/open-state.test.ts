import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import { openState, type State } from './index.ts'

let folder: string
const open: State[] = []
const use = (options?: Parameters<typeof openState>[1]): State => {
  const state = openState(folder, options)
  open.push(state)
  return state
}
const closeAll = (): void => {
  for (const state of open.splice(0)) state.close()
}
const refusal = (act: () => unknown): ProvostError => {
  try {
    act()
  } catch (error) {
    if (error instanceof ProvostError) return error
    throw error
  }
  throw new Error('nothing was refused')
}
const keptFiles = (): string[] => readdirSync(folder).filter((name) => name.includes('.corrupt-'))
const modeOf = (path: string): string => (statSync(path).mode & 0o777).toString(8)

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'provost-state-')), 'workspace')
})
afterEach(() => {
  closeAll()
  rmSync(join(folder, '..'), { recursive: true, force: true })
})

test.runIf(process.platform !== 'win32')('a new workspace is a closed folder with closed files, in write-ahead mode', () => {
  const state = use()
  expect(modeOf(folder)).toBe('700')
  state.write(() => state.database.prepare("INSERT INTO meta VALUES ('a', 'b')").run())
  for (const name of ['state.db', 'state.db-wal', 'state.db-shm', 'workspace.lock', 'workspace.json']) {
    expect([name, modeOf(join(folder, name))]).toEqual([name, '600'])
  }
  expect(state.database.pragma('journal_mode', { simple: true })).toBe('wal')
  expect(state.database.pragma('synchronous', { simple: true })).toBe(2)
  expect(state.database.pragma('foreign_keys', { simple: true })).toBe(1)
  expect(state.notices).toEqual([])
  expect(state.demo).toBe(false)
})

test('what need not wait for the disk is written too, whole or not at all, and what comes after it waits again', () => {
  const state = use()
  const insert = state.database.prepare('INSERT INTO meta VALUES (?, ?)')
  state.writeLightly(() => insert.run('a', 'b'))
  expect(() =>
    state.writeLightly(() => {
      insert.run('c', 'd')
      throw new Error('no')
    }),
  ).toThrow('no')
  expect(state.database.pragma('synchronous', { simple: true })).toBe(2)
  expect(state.database.prepare("SELECT key FROM meta WHERE key IN ('a', 'c')").pluck().all()).toEqual(['a'])
})

test('what was written is there after closing and opening', () => {
  use().database.prepare("INSERT INTO meta VALUES ('a', 'b')").run()
  closeAll()
  expect(use().database.prepare("SELECT value FROM meta WHERE key = 'a'").pluck().get()).toBe('b')
})

test('without leave to create, a missing workspace is refused and nothing is made', () => {
  expect(refusal(() => use({ create: false }))).toMatchObject({
    code: 'workspace.unusable',
    title: expect.stringContaining('no workspace'),
  })
  expect(existsSync(folder)).toBe(false)
  mkdirSync(folder)
  expect(refusal(() => use({ create: false })).code).toBe('workspace.unusable')
  expect(existsSync(join(folder, 'state.db'))).toBe(false)
})

test.runIf(process.platform !== 'win32')('permissions of an existing workspace are tightened', () => {
  use()
  closeAll()
  chmodSync(folder, 0o755)
  chmodSync(join(folder, 'state.db'), 0o644)
  expect(use().notices).toEqual([])
  expect(modeOf(folder)).toBe('700')
  expect(modeOf(join(folder, 'state.db'))).toBe('600')
})

test.runIf(process.platform !== 'win32')(
  'a folder with other things in it is not ours to close, and that is told while it is open to others',
  () => {
    mkdirSync(folder, { mode: 0o755 })
    writeFileSync(join(folder, 'letter.txt'), 'mine')
    const [notice, ...more] = use().notices
    expect(notice).toMatchObject({ code: 'workspace.exposed', detail: expect.stringContaining('755') })
    expect(more).toEqual([])
    expect(modeOf(folder)).toBe('755')
    expect(modeOf(join(folder, 'state.db'))).toBe('600')
  },
)

test('a path that is a file, or leads through one, is refused in words', () => {
  writeFileSync(folder, 'a file')
  expect(refusal(() => use())).toMatchObject({ code: 'workspace.unusable', title: `The workspace ${folder} is a file, not a folder.` })
  folder = join(folder, 'below')
  expect(refusal(() => use()).code).toBe('workspace.unusable')
  folder = join(folder, '..')
})

test('a file that is no database is kept aside byte for byte, told, and the next start is fresh with a notice', () => {
  use()
  closeAll()
  const garbage = 'not a database at all. '.repeat(500)
  writeFileSync(join(folder, 'state.db'), garbage)

  const told = refusal(() => use())
  expect(told).toMatchObject({ code: 'workspace.state-corrupt', detail: 'file is not a database' })
  const [kept] = keptFiles()
  expect(told.remedy[0]).toContain(join(folder, kept ?? '?'))
  expect(readFileSync(join(folder, kept ?? '?'), 'utf8')).toBe(garbage)

  const fresh = use()
  expect(fresh.notices).toMatchObject([{ code: 'workspace.state-corrupt', title: expect.stringContaining(kept ?? '?') }])
  closeAll()
  const later = use()
  expect(later.notices).toHaveLength(1)
  later.dismissNotice(later.notices[0]?.title ?? '')
  expect(later.notices).toEqual([])
  closeAll()
  expect(use().notices).toEqual([])
})

test('damage inside a database is found on opening', () => {
  const state = use()
  state.write(() => {
    const insert = state.database.prepare('INSERT INTO meta VALUES (?, ?)')
    for (let n = 0; n < 2000; n += 1) insert.run(`key ${n}`, 'x'.repeat(200))
  })
  closeAll()
  const bytes = readFileSync(join(folder, 'state.db'))
  bytes.fill(0xa5, 4096 * 40, 4096 * 60)
  writeFileSync(join(folder, 'state.db'), bytes)
  expect(refusal(() => use()).code).toBe('workspace.state-corrupt')
  expect(readFileSync(join(folder, keptFiles()[0] ?? '?')).equals(bytes)).toBe(true)
  expect(use().notices).toHaveLength(1)
})

test('two damages in the same second are kept under two names', () => {
  const clock = (): Date => new Date('2026-11-20T12:00:00.000Z')
  for (const text of ['first damage', 'second damage']) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'state.db'), text)
    expect(refusal(() => use({ clock })).code).toBe('workspace.state-corrupt')
  }
  expect(keptFiles().sort()).toEqual(['state.db.corrupt-20261120T120000Z', 'state.db.corrupt-20261120T120000Z-2'])
  expect(
    keptFiles()
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .sort(),
  ).toEqual(['first damage', 'second damage'])
  expect(use().notices).toHaveLength(2)
})

test('a state that became empty is damage, an empty file in a new folder is not', () => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'state.db'), '')
  use()
  closeAll()
  truncateSync(join(folder, 'state.db'))
  expect(refusal(() => use())).toMatchObject({ code: 'workspace.state-corrupt', detail: 'state.db is empty (0 bytes).' })
  expect(use().notices).toHaveLength(1)
})

test('a write-ahead log beside an empty state is kept and not thrown away', () => {
  mkdirSync(folder)
  writeFileSync(join(folder, 'state.db'), '')
  writeFileSync(join(folder, 'state.db-wal'), 'all that is left')
  expect(refusal(() => use()).code).toBe('workspace.state-corrupt')
  const log = keptFiles().find((name) => name.endsWith('-wal'))
  expect(readFileSync(join(folder, log ?? '?'), 'utf8')).toBe('all that is left')
})

test('a state that went missing is told', () => {
  use()
  closeAll()
  rmSync(join(folder, 'state.db'))
  expect(use().notices).toMatchObject([{ code: 'workspace.state-corrupt', title: expect.stringContaining('missing') }])
})

test('the state of a later Provost is refused and not touched', () => {
  use().database.pragma('user_version = 99')
  closeAll()
  const before = readFileSync(join(folder, 'state.db'))
  expect(refusal(() => use())).toMatchObject({ code: 'workspace.state-newer', detail: expect.stringContaining('99') })
  expect(readFileSync(join(folder, 'state.db')).equals(before)).toBe(true)
})

test("another program's database under our name is refused and not touched", () => {
  mkdirSync(folder)
  const other = new Database(join(folder, 'state.db'))
  other.exec('CREATE TABLE bookmarks (url TEXT)')
  other.close()
  const before = readFileSync(join(folder, 'state.db'))
  expect(refusal(() => use())).toMatchObject({ code: 'workspace.unusable', title: expect.stringContaining('another program') })
  expect(readFileSync(join(folder, 'state.db')).equals(before)).toBe(true)
})

test('a transaction that fails leaves nothing of itself', () => {
  const state = use()
  const failing = (): void =>
    state.write(() => {
      state.database.prepare("INSERT INTO meta VALUES ('half', 'done')").run()
      throw new Error('the other half')
    })
  expect(failing).toThrow('the other half')
  expect(state.database.prepare('SELECT count(*) FROM meta').pluck().get()).toBe(0)
})

test('a full database is told as a full disk', () => {
  const state = use()
  state.database.pragma('max_page_count = 1')
  const fill = (): unknown => state.write(() => state.database.prepare("INSERT INTO meta VALUES ('big', ?)").run('x'.repeat(10_000_000)))
  expect(refusal(fill)).toMatchObject({ code: 'workspace.unusable', title: expect.stringContaining('full') })
})

test('a notice that is said twice is one notice', () => {
  const state = use()
  const problem = new ProvostError('job.interrupted', 'A job was interrupted.').toJSON()
  state.addNotice(problem)
  state.addNotice(problem)
  expect(state.notices).toEqual([problem])
})

test('an empty workspace becomes a demo, one in use does not', () => {
  const state = use()
  state.database.prepare("INSERT INTO connections VALUES ('live', 'key', '{}', '2026-11-20T12:00:00.000Z')").run()
  expect(refusal(() => state.markDemo()).code).toBe('workspace.not-demo')
  expect(state.demo).toBe(false)
  state.database.prepare('DELETE FROM connections').run()
  state.markDemo()
  state.markDemo()
  expect(state.demo).toBe(true)
})
