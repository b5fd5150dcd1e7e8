import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openLog } from './index.ts'

let directory: string
let path: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-log-'))
  path = join(directory, 'logs', 'provost.log')
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const lines = (): Record<string, unknown>[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))

test('each event is one JSON line in a file closed to others', () => {
  const log = openLog(directory)
  log.info('started', { host: 'browser', port: 4711 })
  log.fault('ab12cd34', 'tables.rows', new TypeError('undefined is not a function', { cause: new Error('below') }))
  expect(lines()).toMatchObject([
    { level: 30, msg: 'started', host: 'browser', port: 4711, process: process.pid, time: expect.stringMatching(/^\d{4}-.*Z$/) },
    {
      level: 50,
      msg: 'fault',
      reference: 'ab12cd34',
      path: 'tables.rows',
      error: { name: 'TypeError', message: 'undefined is not a function', cause: { message: 'below' } },
    },
  ])
  if (process.platform !== 'win32') expect((statSync(path).mode & 0o777).toString(8)).toBe('600')
})

test('no secret of an error or a field is written', () => {
  const log = openLog(directory)
  const error = Object.assign(new Error('connect postgres://ada:hunter2@db/campus failed'), { config: { password: 'hunter2' } })
  log.fault('ab12cd34', 'connections.check', error)
  log.info('odd', { password: 'hunter2' })
  expect(readFileSync(path, 'utf8')).not.toContain('hunter2')
})

test('a file of 10 MB is set aside, and three are kept', () => {
  const log = openLog(directory)
  for (let n = 0; n < 6; n += 1) {
    log.info(`round ${n}`)
    truncateSync(path, 10 * 1024 * 1024)
  }
  log.info('last')
  expect(readdirSync(join(directory, 'logs')).sort()).toEqual(['provost.log', 'provost.log.1', 'provost.log.2', 'provost.log.3'])
  expect(lines()).toMatchObject([{ msg: 'last' }])
})

test('a closed log takes nothing more', () => {
  const log = openLog(directory)
  log.info('one')
  log.close()
  log.info('two')
  expect(lines()).toHaveLength(1)
})
