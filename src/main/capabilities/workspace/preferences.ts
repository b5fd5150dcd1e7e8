import type { State } from '../../foundation/state/index.ts'
import { keptJson } from './kept-json.ts'

/** What each operator set for themselves. */
export class Preferences {
  readonly #state: State

  constructor(state: State) {
    this.#state = state
  }

  of(operator: string): Record<string, unknown> {
    const rows = this.#state.database
      .prepare<[string], { key: string; value: string }>('SELECT key, value FROM preferences WHERE operator = ? ORDER BY key')
      .all(operator)
    return Object.fromEntries(rows.map(({ key, value }) => [key, JSON.parse(value)]))
  }

  /** Sets one; a value of undefined removes it. */
  set(operator: string, key: string, value: unknown): void {
    const text = keptJson(value)
    this.#state.write(() => {
      if (text === null) this.#state.database.prepare('DELETE FROM preferences WHERE operator = ? AND key = ?').run(operator, key)
      else
        this.#state.database.prepare('INSERT OR REPLACE INTO preferences (operator, key, value) VALUES (?, ?, ?)').run(operator, key, text)
    })
  }
}
