import { ProvostError } from '#contract/errors.ts'
import { type RunId, runId } from '#contract/ids.ts'
import type { MigrationTarget, Run, RunLimits, RunLogLine, RunState, RunTarget } from '#contract/migrations.ts'
import { Changes, type Jobs, type JobWork, newJobId } from '../../foundation/jobs/index.ts'
import type { State } from '../../foundation/state/index.ts'
import type { FleetOperation } from './operation.ts'
import { Recorder } from './recorder.ts'
import { type RunPlan, RunTable } from './run-table.ts'
import { wavesOfTargets } from './waves.ts'
import { workWaves } from './work-waves.ts'

export interface RunSpec {
  readonly kind: string
  readonly title: string
  readonly plan: RunPlan
  readonly limits: RunLimits
  readonly operator: string
  /** In the order of work. What is to be passed over says why. */
  readonly targets: readonly { readonly target: MigrationTarget; readonly skipped: string | null }[]
}

export interface RunDetail {
  readonly run: Run
  readonly targets: RunTarget[]
}

/** One operation over many targets: in waves, with a stop rule, as a row that survives its console. */
export interface Runs {
  begin(spec: RunSpec, operation: FleetOperation): Run
  /**
   * Goes on with what is pending, and with `failed` also with what failed, by the plan the run was begun with. One that was interrupted
   * when all was done already is ended.
   * @throws ProvostError `run.unknown`, `run.active`, `run.ended`
   */
  resume(
    id: string,
    options: { readonly failed: boolean; readonly targets?: readonly string[] | undefined; readonly operator: string },
    operationOf: (plan: RunPlan) => FleetOperation,
  ): Run
  pause(id: string): Run
  /** Ends the work in whichever console does it. What is being worked on is taken back where that can be. */
  stop(id: string): Run
  list(limit: number): Run[]
  /** @throws ProvostError `run.unknown` */
  show(id: string): RunDetail
  plan(id: string): RunPlan
  log(id: string, target: string | undefined, limit: number): RunLogLine[]
  /** The run with all its targets, then with those that changed, until it is not running any more or the signal ends it. */
  watch(id: string, signal: AbortSignal): AsyncGenerator<RunDetail, void>
  /** From now on work that ends is interrupted, not cancelled. */
  close(): void
}

const keptRuns = 500
const watchEveryMs = 250

const outcomeOf = ({ counts, total }: Run): string =>
  [
    `${counts.done} of ${total} done`,
    ...(counts.failed > 0 ? [`${counts.failed} failed`] : []),
    ...(counts.skipped > 0 ? [`${counts.skipped} passed over`] : []),
    ...(counts.pending > 0 ? [`${counts.pending} left`] : []),
  ].join(', ')

export const openRuns = (
  state: State,
  jobs: Jobs,
  { clock = () => new Date(), onFault }: { readonly clock?: () => Date; readonly onFault: (error: unknown, run: string) => void },
): Runs => {
  const table = new RunTable(state)
  const changes = new Changes(state, watchEveryMs)
  let closing = false

  const find = (id: string): Run => {
    const run = table.find(id)
    if (run !== null) return run
    throw new ProvostError('run.unknown', `There is no run ${id}.`, { remedy: ['See the runs: provost migrate runs'] })
  }

  const work =
    (id: RunId, operation: FleetOperation) =>
    async (job: JobWork): Promise<string> => {
      const end = (ending: { readonly state: RunState; readonly halted: string | null }): void =>
        state.write(() => {
          table.changeRun(id, { ...ending, finishedAt: clock().toISOString(), rate: recorder.rate('all') })
          operation.ended(find(id))
        })
      const recorder = new Recorder(table, id, {
        tell: () => changes.tell(),
        noted: () => operation.noted(),
        onFault: (error) => onFault(error, id),
      })
      try {
        const ending = await workWaves({
          run: find(id),
          targets: table.targets(id),
          operation,
          recorder,
          job,
          clock,
          pauseAsked: () => find(id).pauseAsked,
          onFault: (error) => onFault(error, id),
        })
        recorder.flush()
        end(ending)
      } catch (error) {
        recorder.flush()
        const halted = closing ? 'The console was closed.' : job.signal.aborted ? 'Stopped by hand.' : 'Provost met a fault of its own.'
        const ended = closing || !job.signal.aborted ? 'interrupted' : 'cancelled'
        end({ state: ended, halted })
        throw error
      } finally {
        changes.tell()
      }
      const run = find(id)
      for (const line of [outcomeOf(run), ...(run.halted === null ? [] : [run.halted])])
        job.log(run.state === 'done' ? 'info' : 'warning', line)
      return `${outcomeOf(run)}.`
    }

  /** In one transaction with the check that nobody else works on it. */
  const start = (id: RunId, operation: FleetOperation, operator: string): Run => {
    const { title, kind } = find(id)
    const job = jobs.start(
      { kind: kind.startsWith('migration') ? 'migration' : kind, title, unit: 'tenants', operator },
      work(id, operation),
    )
    table.changeRun(id, { state: 'running', job: job.id, startedAt: clock().toISOString(), finishedAt: null, halted: null, pauseAsked: 0 })
    return find(id)
  }

  return {
    begin(spec, operation) {
      const now = clock()
      const id = runId.parse(newJobId(now))
      const run = state.write(() => {
        table.prune(keptRuns)
        const waves = wavesOfTargets(spec.limits, spec.targets)
        const targets = spec.targets.map((each, index) => ({ ...each, wave: waves[index] ?? 1 }))
        table.insert({ ...spec, id, createdAt: now.toISOString(), targets })
        return start(id, operation, spec.operator)
      })
      changes.tell()
      return run
    },
    resume(id, { failed, targets, operator }, operationOf) {
      const run = state.write(() => {
        const known = find(id)
        if (known.state === 'running' || known.state === 'pending') {
          throw new ProvostError('run.active', `The run ${id} is being worked on.`, {
            remedy: ['Follow it, or stop it first.'],
          })
        }
        const again = new Map(
          table
            .targets(id)
            .filter(({ status, target, error }) => {
              if (status === 'running') return true
              const fellShort = status === 'failed' || (status === 'skipped' && error !== null)
              return fellShort && failed && (targets === undefined || targets.includes(target))
            })
            .map(
              ({ position }) =>
                [position, { status: 'pending', error: null, skipped: null, startedAt: null, finishedAt: null, ms: null }] as const,
            ),
        )
        if (again.size === 0 && known.counts.pending === 0 && known.state !== 'interrupted') {
          throw new ProvostError('run.ended', `Nothing is left to do in the run ${id}.`, {
            detail: outcomeOf(known),
            remedy: [`See what came of each target: provost migrate show ${id}`, 'Begin a new run for what is pending since.'],
          })
        }
        table.record(id, again, [], {})
        if (known.job !== null) jobs.takenUp(known.job)
        const plan = table.plan(id)
        if (plan === null) throw new Error(`The run ${id} has no plan`)
        return start(known.id, operationOf(plan), operator)
      })
      changes.tell()
      return run
    },
    pause(id) {
      const run = find(id)
      if (run.state !== 'running')
        throw new ProvostError('run.ended', `The run ${id} is not being worked on.`, {
          detail: run.halted ?? '',
          remedy: [`See how it ended: provost migrate show ${id}`],
        })
      table.changeRun(id, { pauseAsked: 1 })
      changes.tell()
      return find(id)
    },
    stop(id) {
      const run = find(id)
      if (run.state !== 'running' || run.job === null)
        throw new ProvostError('run.ended', `The run ${id} is not being worked on.`, {
          detail: run.halted ?? '',
          remedy: [`See how it ended: provost migrate show ${id}`],
        })
      jobs.cancel(run.job)
      return find(id)
    },
    list: (limit) => table.list(limit),
    show: (id) => ({ run: find(id), targets: table.targets(id) }),
    plan(id) {
      find(id)
      const plan = table.plan(id)
      if (plan === null) throw new Error(`The run ${id} has no plan`)
      return plan
    },
    log(id, target, limit) {
      find(id)
      return table.log(id, target, limit)
    },
    async *watch(id, signal) {
      let revision = -1
      let wake = (): void => {}
      let changed = true
      const told = (): void => {
        changed = true
        wake()
      }
      const deaf = changes.listen(told)
      // A run whose console dies changes nothing any more: its end is seen by its job's row.
      const look = setInterval(told, 2000)
      signal.addEventListener('abort', told)
      try {
        while (!signal.aborted) {
          changed = false
          const newest = table.revision(id)
          const run = find(id)
          const active = run.state === 'running' || run.state === 'pending'
          if (newest !== revision || !active) yield { run, targets: table.targets(id, revision) }
          revision = newest
          if (!active) return
          if (!changed)
            await new Promise<void>((resolve) => {
              wake = resolve
            })
        }
      } finally {
        clearInterval(look)
        deaf()
        signal.removeEventListener('abort', told)
      }
    },
    close() {
      closing = true
    },
  }
}
