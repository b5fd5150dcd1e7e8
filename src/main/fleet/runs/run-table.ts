import type { Problem } from '#contract/errors.ts'
import { jobStates } from '#contract/jobs.ts'
import { run as runSchema, runTarget as targetSchema } from '#contract/migration-runs.ts'
import type { MigrationTarget, Run, RunLimits, RunLogLine, RunState, RunTarget } from '#contract/migrations.ts'
import type { State } from '../../foundation/state/index.ts'

/** What a run is begun with and never changes: what every target gets. */
export interface RunPlan {
  readonly source: Run['source']
  readonly versions: Run['versions']
  /** What the operation needs to be made again by another console. */
  readonly body: unknown
}

type RunHead = Omit<RunPlan, 'body'>

export interface NewRun {
  readonly id: string
  readonly kind: string
  readonly title: string
  readonly plan: RunPlan
  readonly limits: RunLimits
  readonly operator: string
  readonly createdAt: string
  readonly targets: readonly { readonly target: MigrationTarget; readonly wave: number; readonly skipped: string | null }[]
}

export interface RunChange {
  readonly state?: RunState
  readonly job?: string
  readonly startedAt?: string | null
  readonly finishedAt?: string | null
  readonly halted?: string | null
  readonly rate?: number | null
  readonly pauseAsked?: 0 | 1
}

export interface TargetChange {
  readonly status?: RunTarget['status']
  readonly applied?: readonly string[]
  readonly attempts?: number
  readonly ms?: number | null
  readonly startedAt?: string | null
  readonly finishedAt?: string | null
  readonly error?: Problem | null
  readonly skipped?: string | null
}

type Row = Readonly<Record<string, string | number | null>>

const runColumns: Readonly<Record<keyof RunChange, string>> = {
  state: 'state',
  job: 'job',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  halted: 'halted',
  rate: 'rate',
  pauseAsked: 'pause_asked',
}

const targetColumns: Readonly<Record<keyof TargetChange, string>> = {
  status: 'status',
  applied: 'applied',
  attempts: 'attempts',
  ms: 'ms',
  startedAt: 'started_at',
  finishedAt: 'finished_at',
  error: 'error',
  skipped: 'skipped',
}

const ended: readonly string[] = jobStates.filter((state) => !['pending', 'running', 'cancelling'].includes(state))

const json = (text: string | number | null | undefined): unknown => (typeof text === 'string' ? JSON.parse(text) : null)

/** What a look at a run reads: all but the text of its plan. */
const looked =
  'id, kind, title, state, head, limits, waves, total, operator, job, created_at, started_at, finished_at, halted, rate, pause_asked'

/** The rows of fleet runs. Every change of a run or one of its targets raises the run's revision, in the order of commits. */
export class RunTable {
  readonly #state: State

  constructor(state: State) {
    this.#state = state
  }

  insert(run: NewRun): void {
    const { database } = this.#state
    const revision = 1
    database
      .prepare(
        `INSERT INTO fleet_runs (id, revision, kind, title, state, head, plan, limits, waves, total, operator, created_at)
         VALUES (?, ?, ?, ?, 'pending', ?, ?, ?, ?, ?, ?, ?)`,
      )
      .run(
        run.id,
        revision,
        run.kind,
        run.title,
        JSON.stringify({ source: run.plan.source, versions: run.plan.versions }),
        JSON.stringify(run.plan.body),
        JSON.stringify(run.limits),
        JSON.stringify(wavesOf(run.targets.map(({ wave }) => wave))),
        run.targets.length,
        run.operator,
        run.createdAt,
      )
    const insert = database.prepare(
      `INSERT INTO fleet_run_targets (run, position, revision, target, place, wave, status, skipped, finished_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    )
    run.targets.forEach(({ target, wave, skipped }, position) => {
      insert.run(
        run.id,
        position,
        revision,
        target.target,
        JSON.stringify(target),
        wave,
        skipped === null ? 'pending' : 'skipped',
        skipped,
        skipped === null ? null : run.createdAt,
      )
    })
  }

  /** Forgets the oldest beyond the newest `keep`, but none that has not ended. */
  prune(keep: number): void {
    this.#state.database
      .prepare(
        `DELETE FROM fleet_runs WHERE finished_at IS NOT NULL AND id NOT IN (SELECT id FROM fleet_runs ORDER BY created_at DESC LIMIT ?)`,
      )
      .run(keep)
  }

  find(id: string): Run | null {
    const row = this.#state.database.prepare<[string], Row>(`SELECT ${looked} FROM fleet_runs WHERE id = ?`).get(id)
    return row === undefined ? null : this.#run(row)
  }

  list(limit: number): Run[] {
    return this.#state.database
      .prepare<[number], Row>(`SELECT ${looked} FROM fleet_runs ORDER BY created_at DESC, id DESC LIMIT ?`)
      .all(limit)
      .map((row) => this.#run(row))
  }

  plan(id: string): RunPlan | null {
    const row = this.#state.database
      .prepare<[string], { head: string; plan: string }>('SELECT head, plan FROM fleet_runs WHERE id = ?')
      .get(id)
    // Both were written by `insert` and by nobody else.
    return row === undefined ? null : { ...(JSON.parse(row.head) as RunHead), body: JSON.parse(row.plan) as unknown }
  }

  targets(id: string, since = -1): RunTarget[] {
    return this.#state.database
      .prepare<[string, number], Row>('SELECT * FROM fleet_run_targets WHERE run = ? AND revision > ? ORDER BY position')
      .all(id, since)
      .map(targetOf)
  }

  /** The newest change of a run or any of its targets. */
  revision(id: string): number {
    const row = this.#state.database
      .prepare<[string, string], { revision: number | null }>(
        `SELECT max(revision) AS revision FROM (SELECT revision FROM fleet_runs WHERE id = ? UNION ALL SELECT max(revision) FROM fleet_run_targets WHERE run = ?)`,
      )
      .get(id, id)
    return row?.revision ?? 0
  }

  changeRun(id: string, change: RunChange): void {
    const keys = Object.keys(change) as (keyof RunChange)[]
    const sets = [...keys.map((key) => `${runColumns[key]} = ?`), 'revision = ?'].join(', ')
    this.#state.database
      .prepare(`UPDATE fleet_runs SET ${sets} WHERE id = ?`)
      .run(...keys.map((key) => change[key] ?? null), this.#nextRevision(id), id)
  }

  /** Writes what was gathered of targets and log lines, and whatever `also` writes, in one transaction. */
  record(
    id: string,
    targets: ReadonlyMap<number, TargetChange>,
    lines: readonly RunLogLine[],
    run: RunChange,
    also = (): void => {},
  ): void {
    const { database } = this.#state
    this.#state.write(() => {
      const revision = this.#nextRevision(id)
      for (const [position, change] of targets) {
        const keys = Object.keys(change) as (keyof TargetChange)[]
        const sets = [...keys.map((key) => `${targetColumns[key]} = ?`), 'revision = ?'].join(', ')
        const values = keys.map((key) => {
          const value = change[key] ?? null
          return typeof value === 'object' && value !== null ? JSON.stringify(value) : value
        })
        database
          .prepare(`UPDATE fleet_run_targets SET ${sets} WHERE run = ? AND position = ?`)
          .run(...(values as (string | number | null)[]), revision, id, position)
      }
      const insert = database.prepare('INSERT INTO fleet_run_log (run, at, target, level, text) VALUES (?, ?, ?, ?, ?)')
      for (const { at, target, level, text } of lines) insert.run(id, at, target, level, text)
      this.changeRun(id, run)
      also()
    })
  }

  log(id: string, target: string | undefined, limit: number): RunLogLine[] {
    return this.#state.database
      .prepare<[string, string | null, string | null, number], RunLogLine>(
        `SELECT at, target, level, text FROM (
           SELECT id, at, target, level, text FROM fleet_run_log WHERE run = ? AND (? IS NULL OR target = ?) ORDER BY id DESC LIMIT ?
         ) ORDER BY id`,
      )
      .all(id, target ?? null, target ?? null, limit)
  }

  /** Each run counts its own: who follows one asks for nothing else. */
  #nextRevision(id: string): number {
    return this.revision(id) + 1
  }

  #run(row: Row): Run {
    const id = String(row['id'])
    const counts = { done: 0, failed: 0, skipped: 0, running: 0, pending: 0 }
    for (const { status, count } of this.#state.database
      .prepare<[string], { status: keyof typeof counts; count: number }>(
        'SELECT status, count(*) AS count FROM fleet_run_targets WHERE run = ? GROUP BY status',
      )
      .all(id))
      counts[status] = count
    const rate = row['rate'] === null ? null : Number(row['rate'])
    const state = this.#stateOf(row)
    const left = counts.pending + counts.running
    return runSchema.parse({
      id,
      kind: row['kind'],
      title: row['title'],
      state,
      ...(json(row['head'] ?? null) as RunHead),
      limits: json(row['limits'] ?? null),
      waves: json(row['waves'] ?? null),
      // Of a run whose console died nobody is working on anything.
      counts: state === 'running' ? counts : { ...counts, running: 0, pending: left },
      total: row['total'],
      tenantsPerSecond: rate,
      secondsLeft: state === 'running' && rate !== null && rate > 0 ? Math.round(left / rate) : null,
      operator: row['operator'],
      job: row['job'],
      createdAt: row['created_at'],
      startedAt: row['started_at'],
      finishedAt: row['finished_at'],
      halted: state === 'interrupted' && row['halted'] === null ? 'The console that ran it ended.' : row['halted'],
      pauseAsked: row['pause_asked'] === 1,
    })
  }

  /** A run whose job has ended is not running, whatever its row still says: its console died. */
  #stateOf(row: Row): RunState {
    const state = String(row['state']) as RunState
    if (state !== 'running' && state !== 'pending') return state
    const job = this.#state.database
      .prepare<[string], { state: string }>('SELECT state FROM jobs WHERE id = ?')
      .get(String(row['job'] ?? ''))
    return job === undefined || ended.includes(job.state) ? 'interrupted' : state
  }
}

/** How many targets each wave has, the canary (which may be none) first. */
const wavesOf = (waves: readonly number[]): number[] => {
  const sizes: number[] = []
  for (const wave of waves) {
    while (sizes.length <= wave) sizes.push(0)
    sizes[wave] = (sizes[wave] ?? 0) + 1
  }
  return sizes
}

const targetOf = (row: Row): RunTarget =>
  targetSchema.parse({
    ...(json(row['place'] ?? null) as MigrationTarget),
    position: row['position'],
    wave: row['wave'],
    status: row['status'],
    applied: json(row['applied'] ?? null),
    attempts: row['attempts'],
    ms: row['ms'],
    startedAt: row['started_at'],
    finishedAt: row['finished_at'],
    error: json(row['error'] ?? null),
    skipped: row['skipped'],
  })
