import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { failures, skipReasons, sum, tallyOf } from './tally.ts'

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

test('each failed test is told once, with why', () => {
  const assertion = { fullName: 'a test', status: 'failed', failureMessages: ['\u001b[31mexpected 1\u001b[39m\nat line 3'] }
  const passed = { fullName: 'another', status: 'passed', failureMessages: [] }
  const files = [
    { name: 'a.test.ts', status: 'failed', message: '', assertionResults: [assertion, passed] },
    { name: 'b.test.ts', status: 'failed', message: 'It cannot be read.', assertionResults: [] },
  ]
  expect(failures(report({ testResults: files }))).toEqual(['a test\n  expected 1\n  at line 3', 'b.test.ts\n  It cannot be read.'])
  const spec = (status: string, results: unknown[]) => ({ title: `it is ${status}`, file: 'c.spec.ts', tests: [{ status, results }] })
  const specs = [spec('expected', [{}]), spec('flaky', [{ error: { message: 'not seen' } }, {}]), spec('unexpected', [{}])]
  expect(failures(report({ suites: [{ specs }] }))).toEqual(['c.spec.ts: it is flaky\n  not seen', 'c.spec.ts: it is unexpected\n  '])
  expect(failures(join(directory, 'none.json'))).toEqual([])
})
