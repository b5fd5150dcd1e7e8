import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.ts'
import { failures, skipReasons, sum, type Tally, tallyOf } from './tally.ts'
import { prepareMachine } from './test-machine.ts'

interface Step {
  readonly name: string
  /** A tool's entry, inside node_modules. */
  readonly tool: string
  readonly args: readonly string[]
  /** The JSON report it leaves, for a step that runs tests. */
  readonly report?: string
}

const results = join(root, 'test-results')
const vitestReport = join(results, 'vitest.json')
const playwrightReport = join(results, 'playwright.json')

const steps: readonly Step[] = [
  { name: 'types', tool: 'typescript/bin/tsc', args: ['--noEmit'] },
  { name: 'lint and floors', tool: '@biomejs/biome/bin/biome', args: ['check', '--error-on-warnings', '.'] },
  { name: 'unused code', tool: 'knip/bin/knip.js', args: [] },
  { name: 'build', tool: 'electron-vite/bin/electron-vite.js', args: ['build', '--logLevel', 'warn'] },
  {
    name: 'unit, integration and fault tests',
    tool: 'vitest/vitest.mjs',
    args: ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${vitestReport}`],
    report: vitestReport,
  },
  { name: 'end-to-end tests', tool: '@playwright/test/cli.js', args: ['test', '--reporter=list,json'], report: playwrightReport },
]

interface Outcome extends Tally {
  readonly name: string
  readonly well: boolean
  readonly seconds: number
}

const run = (step: Step): Outcome => {
  process.stdout.write(`\n== ${step.name}\n`)
  const startedAt = performance.now()
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', step.tool), ...step.args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PLAYWRIGHT_JSON_OUTPUT_FILE: playwrightReport },
  })
  const seconds = (performance.now() - startedAt) / 1000
  const well = status === 0
  // A step that runs no tests adds to the sum only where it fails.
  const tally = step.report === undefined ? { passed: 0, failed: well ? 0 : 1, skipped: 0 } : tallyOf(step.report, well)
  return { name: step.name, well, seconds, ...tally }
}

const line = ({ name, well, seconds, passed, failed, skipped }: Outcome): string => {
  const counts = passed + failed + skipped === 0 ? '' : `  ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
  return `${well ? 'well  ' : 'FAILED'}  ${name.padEnd(36)}${seconds.toFixed(1).padStart(7)} s${counts}`
}

rmSync(results, { recursive: true, force: true })
mkdirSync(results, { recursive: true })
const lacking = prepareMachine()
if (lacking !== null) {
  process.stdout.write(`${lacking}\n0 passed, 1 failed\n`)
  process.exit(1)
}
const outcomes = steps.map(run)
const total = sum(outcomes)
const failed = [vitestReport, playwrightReport].flatMap(failures).map((failure) => `failed: ${failure}\n`)
const reasons = skipReasons(playwrightReport).map((reason) => `skipped: ${reason}\n`)
process.stdout.write(
  `\n== summary\n${outcomes.map(line).join('\n')}\n${reasons.join('')}${failed.join('')}${total.passed} passed, ${total.failed} failed\n`,
)
process.exitCode = outcomes.every((outcome) => outcome.well) && total.failed === 0 ? 0 : 1
