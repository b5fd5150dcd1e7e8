import type { Problem } from '#contract/errors.ts'
import { type Job, type JobLogLine, type JobState, job, jobLogLine } from '#contract/jobs.ts'
import type { State } from '../state/index.ts'

interface JobRow {
  readonly id: string
  readonly problem: string | null
  readonly file_name: string | null
  readonly file_bytes: number | null
  readonly file_path: string | null
  readonly cancel_requested: number
  readonly revision: number
  readonly [column: string]: string | number | null
}

/** What a change of a job may touch; what is left out stays. */
export interface JobChange {
  readonly state?: JobState
  readonly done?: number
  readonly total?: number | null
  readonly heartbeatAt?: string
  readonly finishedAt?: string | null
  readonly outcome?: string | null
  readonly problem?: Problem | null
  readonly file?: { readonly name: string; readonly path: string; readonly bytes: number }
  readonly cancelRequested?: boolean
}

const toJob = (row: JobRow): Job =>
  job.parse({
    ...row,
    createdAt: row['created_at'],
    startedAt: row['started_at'],
    heartbeatAt: row['heartbeat_at'],
    finishedAt: row['finished_at'],
    problem: row.problem === null ? null : JSON.parse(row.problem),
    file: row.file_name === null ? null : { name: row.file_name, bytes: row.file_bytes },
  })

/** The rows of the jobs. Every change gives the row a new highest revision, in the order in which changes are committed. */
export class JobTable {
  readonly #state: State

  constructor(state: State) {
    this.#state = state
  }

  insert(values: Pick<Job, 'id' | 'kind' | 'title' | 'unit' | 'operator' | 'owner' | 'createdAt'>): Job {
    return this.#state.write(() => {
      this.#state.database
        .prepare(
          `INSERT INTO jobs (id, kind, title, state, unit, operator, owner, created_at, started_at, heartbeat_at, revision)
           VALUES (@id, @kind, @title, 'running', @unit, @operator, @owner, @createdAt, @createdAt, @createdAt, @revision)`,
        )
        .run({ ...values, revision: this.newestRevision() + 1 })
      return this.#known(values.id)
    })
  }

  /** Changes one job; `lines` go to its log in the same transaction. */
  change(id: string, change: JobChange, lines: readonly JobLogLine[] = []): Job {
    return this.#state.write(() => {
      const columns: Record<string, string | number | null> = {}
      if (change.state !== undefined) columns['state'] = change.state
      if (change.done !== undefined) columns['done'] = change.done
      if (change.total !== undefined) columns['total'] = change.total
      if (change.heartbeatAt !== undefined) columns['heartbeat_at'] = change.heartbeatAt
      if (change.finishedAt !== undefined) columns['finished_at'] = change.finishedAt
      if (change.outcome !== undefined) columns['outcome'] = change.outcome
      if (change.problem !== undefined) columns['problem'] = change.problem === null ? null : JSON.stringify(change.problem)
      if (change.cancelRequested !== undefined) columns['cancel_requested'] = change.cancelRequested ? 1 : 0
      if (change.file !== undefined) {
        columns['file_name'] = change.file.name
        columns['file_path'] = change.file.path
        columns['file_bytes'] = change.file.bytes
      }
      columns['revision'] = this.newestRevision() + 1
      const assignments = Object.keys(columns).map((column) => `${column} = @${column}`)
      this.#state.database.prepare(`UPDATE jobs SET ${assignments.join(', ')} WHERE id = @id`).run({ ...columns, id })
      this.#addLines(id, lines)
      return this.#known(id)
    })
  }

  find(id: string): Job | null {
    const row = this.#row(id)
    return row === null ? null : toJob(row)
  }

  list(limit: number, active: boolean): Job[] {
    const which = active ? 'WHERE finished_at IS NULL' : ''
    return this.#all(`SELECT * FROM jobs ${which} ORDER BY created_at DESC, id DESC LIMIT ?`, limit).map(toJob)
  }

  log(id: string): JobLogLine[] {
    const rows = this.#state.database
      .prepare<[string], JobLogLine>('SELECT at, level, text FROM job_log WHERE job = ? ORDER BY seq')
      .all(id)
    return rows.map((row) => jobLogLine.parse(row))
  }

  file(id: string): { name: string; path: string } | null {
    const row = this.#row(id)
    return row === null || row.file_name === null || row.file_path === null ? null : { name: row.file_name, path: row.file_path }
  }

  cancelRequested(id: string): boolean {
    return this.#row(id)?.cancel_requested === 1
  }

  newestRevision(): number {
    return this.#state.database.prepare<[], number | null>('SELECT max(revision) FROM jobs').pluck().get() ?? 0
  }

  /** Those that are active, and the revision from which on `changedSince` misses nothing. */
  activeNow(): { jobs: Job[]; revision: number } {
    const read = this.#state.database.transaction(() => ({
      jobs: this.#all('SELECT * FROM jobs WHERE finished_at IS NULL ORDER BY created_at, id').map(toJob),
      revision: this.newestRevision(),
    }))
    return read()
  }

  changedSince(revision: number): { jobs: Job[]; revision: number } {
    const rows = this.#all('SELECT * FROM jobs WHERE revision > ? ORDER BY revision', revision)
    return { jobs: rows.map(toJob), revision: rows.at(-1)?.revision ?? revision }
  }

  /** Removes jobs that ended before an instant, with their logs; gives the files they had made. */
  removeEndedBefore(instant: string): string[] {
    return this.#state.write(() =>
      this.#state.database
        .prepare<[string], string | null>('DELETE FROM jobs WHERE finished_at < ? RETURNING file_path')
        .pluck()
        .all(instant)
        .filter((path) => path !== null),
    )
  }

  #addLines(id: string, lines: readonly JobLogLine[]): void {
    const insert = this.#state.database.prepare(
      'INSERT INTO job_log (job, seq, at, level, text) VALUES (@id, (SELECT coalesce(max(seq), 0) + 1 FROM job_log WHERE job = @id), @at, @level, @text)',
    )
    for (const line of lines) insert.run({ ...line, id })
  }

  #row(id: string): JobRow | null {
    return this.#state.database.prepare<[string], JobRow>('SELECT * FROM jobs WHERE id = ?').get(id) ?? null
  }

  #known(id: string): Job {
    const row = this.#row(id)
    if (row === null) throw new Error(`The row of job ${id} is gone.`)
    return toJob(row)
  }

  #all(sql: string, ...values: (string | number)[]): JobRow[] {
    return this.#state.database.prepare<(string | number)[], JobRow>(sql).all(...values)
  }
}
