import type { ValueKind } from '#contract/values.ts'
import { kindOf } from './types.ts'

export interface TypeName {
  readonly name: string
  readonly kind: ValueKind
}

type TypeRow = readonly (string | null)[]

/** Below it are the object ids of what was there when the server was made: the same in all its databases. */
const firstNormal = 16_384

/** Those by the server and version that told them: they need not be asked of each of its databases. */
const builtInOf = new Map<string, Map<number, TypeName>>()

/** The types of one database, by their object id, as a result's columns name them. */
export class TypeNames {
  readonly #types = new Map<number, TypeName>()
  readonly #server: string
  #builtIn = new Map<number, TypeName>()
  #known = false

  /** @param server the address of the database's server */
  constructor(server: string) {
    this.#server = server
  }

  /** False until they were read, and again when a result held one that was made since. */
  get known(): boolean {
    return this.#known
  }

  /**
   * Asks for every type that a value can have and that is not known already: some hundred rows, read at a database's first login.
   * @param version of the server, as it said at the login: behind one address a pooler may have several
   */
  sqlFor(version: string): string {
    const key = `${this.#server} ${version}`
    this.#builtIn = builtInOf.get(key) ?? new Map<number, TypeName>()
    builtInOf.set(key, this.#builtIn)
    return `select t.oid::text, format_type(t.oid, null), t.typname, t.typtype::text, t.typcategory::text
  from pg_catalog.pg_type t left join pg_catalog.pg_class c on c.oid = t.typrelid
 where (t.typtype in ('b', 'd', 'e', 'r', 'm') or c.relkind = 'c')${this.#builtIn.size === 0 ? '' : ` and t.oid >= ${firstNormal}`}`
  }

  learn(rows: readonly TypeRow[]): void {
    for (const [id, name, typname, type, category] of rows) {
      if (!(id && name && typname && type && category)) continue
      const types = Number(id) < firstNormal ? this.#builtIn : this.#types
      types.set(Number(id), { name, kind: kindOf(typname, type, category) })
    }
    this.#known = true
  }

  find(id: number): TypeName {
    const found = this.#types.get(id) ?? this.#builtIn.get(id)
    if (found) return found
    this.#known = false
    return { name: `type ${id}`, kind: 'other' }
  }
}
