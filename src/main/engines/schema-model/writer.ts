import type { SchemaObject, SchemaObjectKind } from './model.ts'

/** Where an object stands. */
export interface SchemaPlace {
  readonly kind: SchemaObjectKind
  readonly path: readonly string[]
}

/** What a writer may look at besides the object itself. */
export interface SideContext {
  /** What is part of a table, in the order of kinds and names. */
  parts(table: readonly string[]): readonly SchemaObject[]
  /** What goes with a column or table although it stands by itself: the sequence of a `serial`. */
  owned(place: SchemaPlace): readonly SchemaObject[]
  /** Views over a view, and views over those: each after what it is over. */
  viewsOver(view: SchemaObject): readonly SchemaObject[]
  at(place: SchemaPlace): SchemaObject | undefined
}

/** Both schemas, for the object in hand. */
export interface WriterContext {
  readonly expected: SideContext
  readonly found: SideContext
}

/** One change within a table. */
export interface TableChange {
  readonly kind: 'missing' | 'unexpected' | 'different'
  readonly object: SchemaObject
}

/** SQL of one engine for one difference. Null where it is not for a machine to write. Every statement ends as a script would end it. */
export interface SchemaWriter {
  /** What an object is, on one line. */
  define(object: SchemaObject): string
  /** For a table, with all of its parts except its foreign keys. */
  create(object: SchemaObject, side: SideContext): string | null
  drop(object: SchemaObject, side: SideContext): string | null
  /** From `found` to `expected`, which stand in the same place. */
  change(expected: SchemaObject, found: SchemaObject, context: WriterContext): string | null
  /** What makes this object along with itself, and drops it along with itself; null where it stands alone. */
  owner(object: SchemaObject): SchemaPlace | null
  /** Where altering a table does not go that far: the statements that make it anew around its rows. Null where altering is enough. */
  rebuild?(table: SchemaObject, changes: readonly TableChange[], context: WriterContext): string | null
}
