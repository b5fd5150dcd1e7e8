import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'

export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

const vitestReport = z
  .object({ numPassedTests: z.int(), numFailedTests: z.int(), numPendingTests: z.int(), numTodoTests: z.int() })
  .transform(
    (report): Tally => ({
      passed: report.numPassedTests,
      failed: report.numFailedTests,
      skipped: report.numPendingTests + report.numTodoTests,
    }),
  )

const playwrightReport = z
  .object({ stats: z.object({ expected: z.int(), unexpected: z.int(), flaky: z.int(), skipped: z.int() }) })
  // A test that failed once and then passed did fail.
  .transform(({ stats }): Tally => ({ passed: stats.expected, failed: stats.unexpected + stats.flaky, skipped: stats.skipped }))

const skipAnnotation = z.object({ type: z.literal('skip'), description: z.string() })

/** Why tests were skipped, each reason once: wherever it stands in a report. */
export function skipReasons(reportFile: string): string[] {
  if (!existsSync(reportFile)) return []
  const reasons = new Set<string>()
  JSON.parse(readFileSync(reportFile, 'utf8'), (_, value: unknown) => {
    const annotation = skipAnnotation.safeParse(value)
    if (annotation.success) reasons.add(annotation.data.description)
    return value
  })
  return [...reasons]
}

/**
 * What a test runner's JSON report says. Where the runner failed without a failed test (no report, a fault between tests),
 * that counts as one failure, so that the sum never looks better than the run was.
 */
export function tallyOf(reportFile: string, exitedWell: boolean): Tally {
  if (!existsSync(reportFile)) return { passed: 0, failed: 1, skipped: 0 }
  const tally = z.union([vitestReport, playwrightReport]).parse(JSON.parse(readFileSync(reportFile, 'utf8')))
  return exitedWell || tally.failed > 0 ? tally : { ...tally, failed: 1 }
}

/** Several tallies as one. */
export const sum = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (total, each) => ({
      passed: total.passed + each.passed,
      failed: total.failed + each.failed,
      skipped: total.skipped + each.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )
