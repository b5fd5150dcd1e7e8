import type { ValueKind } from '#contract/values.ts'
import { kindOf } from './types.ts'

export interface TypeName {
  readonly name: string
  readonly kind: ValueKind
}

/** Every type that a value can have; a few hundred rows, read at a database's first login. */
export const typeNamesSql = `select t.oid::text, format_type(t.oid, null), t.typname, t.typtype::text, t.typcategory::text
  from pg_catalog.pg_type t left join pg_catalog.pg_class c on c.oid = t.typrelid
 where t.typtype in ('b', 'd', 'e', 'r', 'm') or c.relkind = 'c'`

/** The types of one database, by their object id, as a result's columns name them. */
export class TypeNames {
  readonly #types = new Map<number, TypeName>()
  #known = false

  /** False until they were read, and again when a result held one that was made since. */
  get known(): boolean {
    return this.#known
  }

  learn(rows: readonly (readonly (string | null)[])[]): void {
    for (const [id, name, typname, type, category] of rows) {
      if (id && name && typname && type && category) this.#types.set(Number(id), { name, kind: kindOf(typname, type, category) })
    }
    this.#known = true
  }

  find(id: number): TypeName {
    const found = this.#types.get(id)
    if (found) return found
    this.#known = false
    return { name: `type ${id}`, kind: 'other' }
  }
}
