import { mkdtempSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openJobs } from '../../src/main/foundation/jobs/index.ts'
import { openState } from '../../src/main/foundation/state/index.ts'
import { runChild } from './children/run-child.ts'

let directory: string
const exportsNow = (): string[] => readdirSync(join(directory, 'exports'))
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-export-faults-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

test.runIf(process.platform !== 'win32')('a disk that takes no more fails the export in words and leaves nothing', async () => {
  // A limit on the size of any file stands for the full disk.
  const child = runChild('write-export.ts', [join(directory, 'exports', 'people.csv')], { shell: 'ulimit -f 2000' })
  const { code, errors } = await child.ended
  expect([code, errors]).toEqual([0, ''])
  expect(JSON.parse(child.lines.at(-1) ?? '')).toMatchObject({ code: 'export.failed', title: expect.stringContaining('full') })
  expect(exportsNow()).toEqual([])
})

test('an export that is killed never looks whole, and what it left is cleared away later', async () => {
  const child = runChild('write-export.ts', [join(directory, 'exports', 'people.csv')])
  await child.line(/^20000$/)
  await child.kill()
  const [left, ...more] = exportsNow()
  expect(left).toMatch(/^people\.csv\.[0-9a-f]+\.part$/)
  expect(more).toEqual([])

  const state = openState(directory)
  await openJobs(state).close()
  expect(exportsNow()).toEqual([left])
  const hoursAgo = Date.now() / 1000 - 2 * 60 * 60
  utimesSync(join(directory, 'exports', left ?? ''), hoursAgo, hoursAgo)
  await openJobs(state).close()
  expect(exportsNow()).toEqual([])
  state.close()
})
