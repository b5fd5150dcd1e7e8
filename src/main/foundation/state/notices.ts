import type BetterSqlite3 from 'better-sqlite3'
import type { Problem } from '#contract/errors.ts'

/** What the person must be told, kept until they put it away. The same words twice are one notice. */
export class Notices {
  readonly #database: BetterSqlite3.Database
  readonly #clock: () => Date
  /** True only while this console runs: the next one looks again. */
  readonly #passing: Problem[]

  constructor(database: BetterSqlite3.Database, clock: () => Date, passing: readonly Problem[]) {
    this.#database = database
    this.#clock = clock
    this.#passing = [...passing]
  }

  list(): Problem[] {
    const rows = this.#database.prepare<[], { problem: string }>('SELECT problem FROM notices ORDER BY id').all()
    return [...rows.map(({ problem }) => JSON.parse(problem) as Problem), ...this.#passing]
  }

  add({ code, title, detail, remedy, retryable }: Problem): void {
    const text = JSON.stringify({ code, title, detail, remedy, retryable })
    this.#database.prepare('INSERT OR IGNORE INTO notices (at, problem) VALUES (?, ?)').run(this.#clock().toISOString(), text)
  }

  /** Puts away every notice with this title; with a detail, only the one that has it too. */
  dismiss(title: string, detail: string | null = null): void {
    this.#database
      .prepare("DELETE FROM notices WHERE problem ->> '$.title' = :title AND (:detail IS NULL OR problem ->> '$.detail' = :detail)")
      .run({ title, detail })
    const left = this.#passing.filter((notice) => notice.title !== title || (detail !== null && notice.detail !== detail))
    this.#passing.splice(0, this.#passing.length, ...left)
  }
}
