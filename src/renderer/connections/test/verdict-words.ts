import type { TestFailure, TestStage } from '#contract/connection-test.ts'
import type { EngineKind } from '#contract/connections.ts'
import { formatDuration, type GlyphName, type Tone } from '../../ui/index.ts'
import { stageName, stagesOf } from './stage-lines.ts'
import type { TestRun } from './test-run.ts'

export interface Verdict {
  readonly glyph: GlyphName
  readonly tone: Tone
  readonly ground: 'ok' | 'warn' | 'fail' | 'plain'
  /** The one sentence. */
  readonly title: string
  readonly second: string
}

const beforeSignIn: readonly TestStage[] = ['resolve', 'tcp', 'ssh', 'tls']
const sentNothing: readonly string[] = ['connection.no-password', 'connection.insecure-refused']

/** Whether it is certain that the password did not leave this machine: only then it is said. */
export const noPasswordSent = (failure: Pick<TestFailure, 'stage' | 'code'>, engine: EngineKind): boolean =>
  engine !== 'sqlite' && (beforeSignIn.includes(failure.stage) || sentNothing.includes(failure.code))

const plain = (title: string): string => title.replace(/\.$/, '')

const unfinished: Readonly<Record<'none' | 'running' | 'cancelled' | 'broken', Verdict>> = {
  none: { glyph: 'unknown', tone: 'faint', ground: 'plain', title: 'This connection has not been tested in this window', second: '' },
  running: { glyph: 'running', tone: 'accent', ground: 'plain', title: 'Testing, stage by stage', second: '' },
  cancelled: { glyph: 'skip', tone: 'faint', ground: 'plain', title: 'The test was cancelled', second: '' },
  broken: { glyph: 'fail', tone: 'fail', ground: 'fail', title: 'The test could not be made', second: '' },
}

/** The head of a test: what is, where it stopped, and what did not happen. `firstRowMs` is the last reading of the connection's health. */
export function verdictOf(run: TestRun, engine: EngineKind, tunnel: boolean, firstRowMs: number | null): Verdict {
  const { test } = run
  const stages = stagesOf(engine, tunnel)
  if (run.state !== 'done' || test === null) {
    const state = run.state === 'done' ? 'none' : run.state
    const over = run.stages.filter(({ stage }) => stages.includes(stage)).length
    const second =
      state === 'running'
        ? `Stage ${Math.min(over + 1, stages.length)} of ${stages.length}. Nothing is written.`
        : state === 'cancelled'
          ? `${over} of ${stages.length} stages were over. Nothing was changed.`
          : state === 'broken'
            ? (run.problem?.title ?? '')
            : 'Press R to see each stage.'
    return { ...unfinished[state], second }
  }
  const { failure } = test
  if (failure === null) {
    const warnings = test.stages.filter(({ stage, status }) => status === 'warning' && stages.includes(stage)).length
    const passed = test.stages.filter(({ stage, status }) => (status === 'ok' || status === 'warning') && stages.includes(stage)).length
    const share = passed === stages.length ? `All ${stages.length}` : `${passed} of ${stages.length}`
    const told = `${share} stages passed in ${formatDuration(test.ms)}${warnings === 0 ? '' : `, ${warnings} with a remark`}`
    return {
      ...(warnings === 0
        ? ({ glyph: 'ok', tone: 'ok', ground: 'ok' } as const)
        : ({ glyph: 'warn', tone: 'warn', ground: 'warn' } as const)),
      title: warnings === 0 ? 'The database answers, stage by stage' : 'The database answers, with something to look at',
      second: `${told}. ${firstRowMs === null ? 'Nothing was written' : `A first row took ${formatDuration(firstRowMs)}`}.`,
    }
  }
  const at = stages.indexOf(failure.stage) + 1
  const sent = noPasswordSent(failure, engine) ? ' No password was sent.' : ' Nothing was changed.'
  const spent = test.stages.reduce((sum, { ms }) => sum + ms, 0)
  return {
    glyph: 'fail',
    tone: 'fail',
    ground: 'fail',
    title: plain(failure.title),
    second: `Stopped at ${stageName(failure.stage, engine)}, stage ${at} of ${stages.length}, after ${formatDuration(spent)}.${sent}`,
  }
}
