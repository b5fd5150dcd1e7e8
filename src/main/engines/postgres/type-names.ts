import type { ValueKind } from '#contract/values.ts'
import { kindOf } from './types.ts'

export interface TypeName {
  readonly name: string
  readonly kind: ValueKind
}

type TypeRow = readonly (string | null)[]

/** Below it PostgreSQL gives each built-in type its object id by hand, the same in every version and database. */
const handGiven = 10_000

/** Those by the server that told them: they need not be asked of each of its databases. */
const builtInOf = new Map<string, Map<number, TypeName>>()

/** The types of one database, by their object id, as a result's columns name them. */
export class TypeNames {
  readonly #types = new Map<number, TypeName>()
  readonly #builtIn: Map<number, TypeName>
  #known = false
  /** A server that was replaced by a newer one may have more of them. */
  #lacksBuiltIn: boolean

  /** @param server the address of the database's server */
  constructor(server: string) {
    this.#builtIn = builtInOf.get(server) ?? new Map<number, TypeName>()
    builtInOf.set(server, this.#builtIn)
    this.#lacksBuiltIn = this.#builtIn.size === 0
  }

  /** False until they were read, and again when a result held one that was made since. */
  get known(): boolean {
    return this.#known
  }

  /** Asks for every type that a value can have and that is not known already: some hundred rows, read at a database's first login. */
  get sql(): string {
    return `select t.oid::text, format_type(t.oid, null), t.typname, t.typtype::text, t.typcategory::text
  from pg_catalog.pg_type t left join pg_catalog.pg_class c on c.oid = t.typrelid
 where (t.typtype in ('b', 'd', 'e', 'r', 'm') or c.relkind = 'c')${this.#lacksBuiltIn ? '' : ` and t.oid >= ${handGiven}`}`
  }

  learn(rows: readonly TypeRow[]): void {
    for (const [id, name, typname, type, category] of rows) {
      if (!(id && name && typname && type && category)) continue
      const types = Number(id) < handGiven ? this.#builtIn : this.#types
      types.set(Number(id), { name, kind: kindOf(typname, type, category) })
    }
    this.#known = true
  }

  find(id: number): TypeName {
    const found = this.#types.get(id) ?? this.#builtIn.get(id)
    if (found) return found
    this.#known = false
    this.#lacksBuiltIn ||= id < handGiven
    return { name: `type ${id}`, kind: 'other' }
  }
}
