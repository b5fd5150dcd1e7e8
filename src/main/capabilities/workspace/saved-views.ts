import { randomUUID } from 'node:crypto'
import { ProvostError } from '#contract/errors.ts'
import { type SavedView, savedView } from '#contract/workspace.ts'
import type { State } from '../../foundation/state/index.ts'
import { keptJson } from './kept-json.ts'

interface ViewRow {
  readonly id: string
  readonly screen: string
  readonly name: string
  readonly state: string
}

const unknown = (id: string): ProvostError =>
  new ProvostError('view.unknown', 'This view is not among yours.', {
    detail: id,
    remedy: ['Reload the views: it may have been removed in another window.'],
  })

/** Views that operators saved, each for themselves: nobody sees or changes another's. */
export class SavedViews {
  readonly #state: State

  constructor(state: State) {
    this.#state = state
  }

  of(operator: string, screen: string): SavedView[] {
    return this.#state.database
      .prepare<[string, string], ViewRow>('SELECT id, screen, name, state FROM views WHERE operator = ? AND screen = ? ORDER BY name, id')
      .all(operator, screen)
      .map((row) => savedView.parse({ ...row, state: JSON.parse(row.state) }))
  }

  /** Saves a new view, or an own one again where it has an id. */
  save(operator: string, view: Omit<SavedView, 'id'> & { readonly id?: string | undefined }): SavedView {
    const { screen, name, state } = view
    const id = view.id ?? randomUUID()
    const values = { id, operator, screen, name, state: keptJson(state) }
    return this.#state.write(() => {
      const { database } = this.#state
      if (view.id === undefined) {
        database
          .prepare('INSERT INTO views (id, operator, screen, name, state) VALUES (@id, @operator, @screen, @name, @state)')
          .run(values)
      } else {
        const update = 'UPDATE views SET screen = @screen, name = @name, state = @state WHERE id = @id AND operator = @operator'
        if (database.prepare(update).run(values).changes === 0) throw unknown(id)
      }
      return { id, screen, name, state }
    })
  }

  remove(operator: string, id: string): void {
    const { changes } = this.#state.write(() =>
      this.#state.database.prepare('DELETE FROM views WHERE id = ? AND operator = ?').run(id, operator),
    )
    if (changes === 0) throw unknown(id)
  }
}
