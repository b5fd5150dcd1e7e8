import { sql } from 'kysely'
import type { EngineKind } from '#contract/connections.ts'
import type { ValueKind } from '#contract/values.ts'
import type { EntityName } from '../adapter.ts'
import type { FieldPlace } from '../match-table.ts'
import type { Recognition } from '../recognise.ts'
import type { ListKey } from './columns.ts'
import { asText, joinedWords, type Sql, type ValueClass } from './dialect.ts'

/** How the values of a mapped column are compared. */
export const classOf = (kind: ValueKind): ValueClass => {
  if (kind === 'integer' || kind === 'uuid') return kind
  if (kind === 'decimal' || kind === 'float') return 'decimal'
  return kind === 'timestamp' || kind === 'date' ? 'time' : 'text'
}

/** The recognised schema as pieces of SQL. A null is what the schema does not have. */
export class Places {
  readonly engine: EngineKind
  readonly #recognition: Recognition

  constructor(engine: EngineKind, recognition: Recognition) {
    this.engine = engine
    this.#recognition = recognition
  }

  has(entity: EntityName): boolean {
    return this.#recognition.entities[entity] !== undefined
  }

  field(entity: EntityName, field: string): FieldPlace | null {
    return this.#recognition.entities[entity]?.fields[field] ?? null
  }

  isEncrypted(entity: EntityName, field: string): boolean {
    return this.#recognition.entities[entity]?.encrypted.includes(field) ?? false
  }

  /** The table under an alias; asked for only where `has` said yes. */
  table(entity: EntityName, alias: string): Sql {
    const place = this.#recognition.entities[entity]
    if (place === undefined) throw new Error(`The schema has no ${entity}.`)
    const { schema, name } = place.table
    return sql`${schema === null ? sql.id(name) : sql.id(schema, name)} as ${sql.id(alias)}`
  }

  column(entity: EntityName, field: string, alias: string): Sql | null {
    const place = this.field(entity, field)
    return place === null ? null : sql`${sql.id(alias, place.column)}`
  }

  /** A column of the list as what it can be sorted by and compared with; text for whatever the schema does not have. */
  key(entity: EntityName, field: string, column: Sql): ListKey {
    const place = this.field(entity, field)
    return place === null ? { sql: column, valueClass: 'text' } : { sql: column, valueClass: classOf(place.kind), type: place.type }
  }

  /** A column of words or of an enum, as text. */
  words(entity: EntityName, field: string, alias: string): Sql | null {
    const column = this.column(entity, field, alias)
    if (column === null) return null
    return this.field(entity, field)?.kind === 'text' ? column : asText(this.engine, column)
  }

  /** A person's name: as one column, or put together from two; null where there is none that can be read. */
  personName(alias: string): Sql | null {
    const whole = this.words('people', 'name', alias)
    if (whole !== null) return whole
    const given = this.words('people', 'givenName', alias)
    const family = this.words('people', 'familyName', alias)
    return given !== null && family !== null ? joinedWords(this.engine, given, family) : (given ?? family)
  }

  /** Equal ids, also where one table keeps them as text and the other does not. */
  same(one: readonly [EntityName, string, string], other: readonly [EntityName, string, string]): Sql | null {
    const left = this.column(...one)
    const right = this.column(...other)
    if (left === null || right === null) return null
    const sameKind = this.field(one[0], one[1])?.kind === this.field(other[0], other[1])?.kind
    return sameKind ? sql`${left} = ${right}` : sql`${asText(this.engine, left)} = ${asText(this.engine, right)}`
  }
}
