import type { TableEntry, TableReference } from '#contract/tables.ts'
import type { ResultColumn } from '#contract/values.ts'

/** A column as reading needs to know it. */
export interface ShapeColumn {
  readonly name: string
  /** The engine's own words for the type, as shown. */
  readonly type: string
  /** What a value is cast to: the type without its length, so that a cast never cuts or rounds. */
  readonly castType: string
  readonly kind: ResultColumn['kind']
  readonly nullable: boolean
  /** Members of an enum, where the engine keeps them with the column. */
  readonly enumValues: readonly string[] | null
  /** Longest text the type allows in characters; null where it sets no limit. */
  readonly maxLength: number | null
  /** False for a text whose comparison the engine cannot use for patterns (PostgreSQL's nondeterministic collations). */
  readonly patterns: boolean
}

/** What must be known of a table to page through it. */
export interface TableShape {
  readonly reference: TableReference
  readonly kind: TableEntry['kind']
  readonly columns: readonly ShapeColumn[]
  /** Sets of columns that are never null and never equal in two rows: the primary key first. */
  readonly keys: readonly (readonly string[])[]
  /** The engine's own row address as pseudo columns; empty where rows have none. */
  readonly rowAddress: readonly ShapeColumn[]
}
