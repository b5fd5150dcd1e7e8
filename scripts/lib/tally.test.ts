import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { skipReasons, sum, tallyOf } from './tally.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-tally-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const report = (content: unknown): string => {
  const file = join(directory, 'report.json')
  writeFileSync(file, JSON.stringify(content))
  return file
}
const vitest = { numPassedTests: 7, numFailedTests: 0, numPendingTests: 1, numTodoTests: 0 }

test('both runners are counted', () => {
  expect(tallyOf(report(vitest), true)).toEqual({ passed: 7, failed: 0, skipped: 1 })
  expect(tallyOf(report({ stats: { expected: 3, unexpected: 1, flaky: 1, skipped: 0 } }), false)).toEqual({
    passed: 3,
    failed: 2,
    skipped: 0,
  })
})

test('a run that failed between its tests counts as a failure', () => {
  expect(tallyOf(report(vitest), false)).toEqual({ passed: 7, failed: 1, skipped: 1 })
  expect(tallyOf(join(directory, 'none.json'), true)).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

test('tallies add up', () => {
  expect(
    sum([
      { passed: 1, failed: 0, skipped: 2 },
      { passed: 3, failed: 1, skipped: 0 },
    ]),
  ).toEqual({ passed: 4, failed: 1, skipped: 2 })
})

test('the reasons for skipping are told once each', () => {
  const skipped = { annotations: [{ type: 'skip', description: 'No Electron here.' }] }
  expect(skipReasons(report({ suites: [{ specs: [{ tests: [skipped, skipped] }] }] }))).toEqual(['No Electron here.'])
  expect(skipReasons(join(directory, 'none.json'))).toEqual([])
})
