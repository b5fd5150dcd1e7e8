import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { makeFolder } from './make-folder.ts'

const root = mkdtempSync(join(tmpdir(), 'pv-make-folder-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

it('makes what is missing on the way, and leaves what is there', () => {
  const path = join(root, 'a', 'b', 'c')
  makeFolder(path, 0o700)
  makeFolder(path)
  expect(statSync(path).isDirectory()).toBe(true)
  if (process.platform !== 'win32') expect(statSync(join(root, 'a')).mode & 0o777).toBe(0o700)
})

it('says what the system says where a file stands in the way', () => {
  writeFileSync(join(root, 'file'), '')
  expect(() => makeFolder(join(root, 'file'))).toThrowError(/EEXIST/)
  expect(() => makeFolder(join(root, 'file', 'below'))).toThrowError(/ENOTDIR|EEXIST/)
})

it.runIf(existsSync('/proc/self'))('comes to an end where nothing can be made', () => {
  expect(() => makeFolder('/proc/nope')).toThrowError(/ENOENT/)
  expect(() => makeFolder('/proc/nope/deeper')).toThrowError(/ENOENT/)
})
