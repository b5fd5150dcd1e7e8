import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { whileLocked } from './file-lock.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provost-lock-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a lock is exclusive while it is held and free afterwards, also after a failure', () => {
  const path = join(folder, 'a.lock')
  const inner = (): unknown => whileLocked(path, () => whileLocked(path, () => 'both', 50))
  expect(inner).toThrow('database is locked')
  expect(whileLocked(path, () => 'free')).toBe('free')
  expect(statSync(path).size).toBe(0)
})
