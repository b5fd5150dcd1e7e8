import type { TableReference } from '#contract/tables.ts'
import type { TableShape } from './table-shape.ts'

/** Long enough for scrolling, short enough that a changed table is soon seen anew. */
const keptMs = 5000
const keptTables = 200

/** Remembers what tables look like, so that a page costs one statement and not two. */
export class ShapeCache {
  readonly #shapes = new Map<string, { readonly shape: TableShape; readonly at: number }>()

  find(table: TableReference): TableShape | null {
    const kept = this.#shapes.get(key(table))
    return kept && Date.now() - kept.at < keptMs ? kept.shape : null
  }

  keep(table: TableReference, shape: TableShape): TableShape {
    if (this.#shapes.size >= keptTables) this.#shapes.clear()
    this.#shapes.set(key(table), { shape, at: Date.now() })
    return shape
  }

  forget(table: TableReference): void {
    this.#shapes.delete(key(table))
  }
}

const key = (table: TableReference): string => JSON.stringify([table.schema, table.name])
