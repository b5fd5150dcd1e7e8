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

const failedAssertion = z
  .object({ fullName: z.string(), status: z.literal('failed'), failureMessages: z.array(z.string()).default([]) })
  .transform(({ fullName, failureMessages }) => ({ name: fullName, why: failureMessages[0] ?? '' }))
const failedFile = z
  .object({ name: z.string(), status: z.literal('failed'), message: z.string().min(1) })
  .transform(({ name, message }) => ({ name, why: message }))
const failedSpec = z
  .object({
    title: z.string(),
    file: z.string(),
    tests: z.array(
      z.object({
        status: z.enum(['expected', 'unexpected', 'flaky', 'skipped']),
        results: z.array(z.object({ error: z.object({ message: z.string() }).optional() })),
      }),
    ),
  })
  .transform(({ title, file, tests }, context) => {
    const bad = tests.filter(({ status }) => status === 'unexpected' || status === 'flaky')
    if (bad.length === 0) context.addIssue('No test of it failed.')
    return { name: `${file}: ${title}`, why: bad[0]?.results.find(({ error }) => error !== undefined)?.error?.message ?? '' }
  })
const failed = z.union([failedAssertion, failedFile, failedSpec])

// A colour's escape sequence: a report is read where nothing colours it.
const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g')

/** The tests that failed, each with the first lines of why, so that the end of a long run tells what to look at. */
export function failures(reportFile: string): string[] {
  if (!existsSync(reportFile)) return []
  const told: string[] = []
  JSON.parse(readFileSync(reportFile, 'utf8'), (_, value: unknown) => {
    const failure = failed.safeParse(value)
    if (failure.success) {
      const why = failure.data.why.replace(colours, '').split('\n').slice(0, 6).join('\n  ')
      told.push(`${failure.data.name}\n  ${why}`)
    }
    return value
  })
  return told
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
