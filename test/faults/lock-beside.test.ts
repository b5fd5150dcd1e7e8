import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { holdLockBeside } from '../../src/main/foundation/state/index.ts'
import { ordinary } from '../integration/cli-process.ts'
import { runChild } from './children/run-child.ts'

let folder: string
let file: string
let lock: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), `pv-${process.pid}-beside-`))
  file = join(folder, 'tenant.db')
  lock = `${file}.provost-lock`
  writeFileSync(file, '')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const takes = (...args: string[]) => runChild('hold-lock-beside.ts', [file, ...args])

test('one work of one process has it at a time, the next gets it at once, and nothing is left', async () => {
  const first = await holdLockBeside(file, 0)
  expect(await holdLockBeside(file, 100)).toBe(null)
  // A try in vain does not loosen the first one's hold on other processes.
  await takes('0', 'end').line(/^not had/)
  const second = holdLockBeside(file, 60_000)
  first?.()
  const letGo = await second
  expect(existsSync(lock)).toBe(true)
  letGo?.()
  expect(existsSync(lock)).toBe(false)
})

test('another process is kept out until the holder is killed, whatever TMPDIR says', async () => {
  const holder = takes()
  await holder.line(/^had/)
  const other = runChild('hold-lock-beside.ts', [file, '0', 'end'], { environment: { ...process.env, TMPDIR: folder } })
  expect(await other.line(/had/)).toBe('not had')
  const waiting = takes('60000', 'end')
  await holder.kill()
  expect(await waiting.line(/had/)).toBe('had')
  await waiting.ended
  expect(existsSync(lock)).toBe(false)
})

test('two of many who take it in turn, and remove it in turn, never have it at once', async () => {
  const inside = join(folder, 'inside')
  const script = `const { holdLockBeside } = await import(${JSON.stringify(new URL('../../src/main/foundation/state/index.ts', import.meta.url).href)})
    const { rmSync, openSync, closeSync } = await import('node:fs')
    for (let i = 0; i < 60; i++) {
      const letGo = await holdLockBeside(${JSON.stringify(file)}, 60000)
      closeSync(openSync(${JSON.stringify(inside)}, 'wx'))
      rmSync(${JSON.stringify(inside)})
      letGo()
    }`
  const ends = [0, 1, 2].map(
    () =>
      new Promise((resolve) => {
        spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'ignore', 'inherit'] }).once('close', resolve)
      }),
  )
  expect(await Promise.all(ends)).toEqual([0, 0, 0])
  expect(existsSync(lock)).toBe(false)
})

test.runIf(ordinary.length > 0)('two users who share a database share its lock, whoever makes its file', async () => {
  chmodSync(folder, 0o777)
  chmodSync(file, 0o666)
  const child = new URL('./children/hold-lock-beside.ts', import.meta.url).pathname
  const asOther = (...args: string[]): Promise<string> =>
    new Promise((resolve) => {
      const [program = '', ...rest] = [...ordinary, process.execPath, child, file, ...args]
      const other = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
      let said = ''
      other.stdout.setEncoding('utf8').on('data', (text: string) => {
        said += text
      })
      other.once('close', () => resolve(said))
    })
  const letGo = await holdLockBeside(file, 0)
  expect(await asOther('0', 'end')).toBe('not had\n')
  letGo?.()
  expect(await asOther('0', 'end')).toBe('had\n')
  writeFileSync(lock, '')
  chmodSync(lock, 0o666)
  expect(await asOther('0', 'end')).toBe('had\n')
  expect(existsSync(lock)).toBe(false)
})

test('its file may be written by those who may write the database, and no link in its place is followed', async () => {
  chmodSync(file, 0o640)
  const letGo = await holdLockBeside(file, 0)
  expect(statSync(lock).mode & 0o777).toBe(0o640)
  letGo?.()
  const target = join(folder, 'else')
  writeFileSync(target, 'mine')
  symlinkSync(target, lock)
  await expect(holdLockBeside(file, 0)).rejects.toMatchObject({
    code: 'connection.file-permission',
    detail: expect.stringContaining('ELOOP'),
  })
  expect(statSync(target).size).toBe(4)
})

test('where nothing can be made beside the file, that is told with what to do', async () => {
  await expect(holdLockBeside(join(folder, 'none', 'tenant.db'), 60_000)).rejects.toMatchObject({
    code: 'connection.file-permission',
    title: expect.stringContaining('tenant.db.provost-lock'),
    remedy: [expect.stringContaining('folder'), expect.any(String)],
  })
})
