import type { EngineKind } from '#contract/connections.ts'

/** In the order in which they are made: each may need those before it. */
export const schemaObjectKinds = [
  'schema',
  'extension',
  'type',
  'sequence',
  'table',
  'column',
  'index',
  'constraint',
  'foreign key',
  'routine',
  'view',
  'materialized view',
  'trigger',
  'rule',
  'policy',
  'event',
] as const
export type SchemaObjectKind = (typeof schemaObjectKinds)[number]

/** Kinds that are part of a table (or of a materialized view), and go with it. */
const parts: ReadonlySet<SchemaObjectKind> = new Set(['column', 'index', 'constraint', 'foreign key', 'trigger', 'rule', 'policy'])

/** One thing of a schema. */
export interface SchemaObject {
  readonly kind: SchemaObjectKind
  /** Where it stands: schema (PostgreSQL only), table, name. */
  readonly path: readonly string[]
  /** What it is, as the engine writes it, without its place in the file or the order it was made in. A fact that does not hold is absent. */
  readonly facts: Readonly<Record<string, string>>
  /** The statement that made it, where the engine keeps that; not compared. */
  readonly text: string | null
}

/**
 * A schema as data. Owners, grants, comments and versions of extensions are left out: they belong to a server and to those who run
 * it, differ between tenants by intent, and no migration of an LMS depends on them. So are ledgers, and Provost's own tables.
 * Not looked at either, for they are rare: PostgreSQL's operators, casts, collations, text search, extended statistics, publications,
 * event triggers and the limits of identity columns; MySQL's comments and the moments at which events are due.
 */
export interface SchemaModel {
  readonly engine: EngineKind
  /** Sorted by kind and path. */
  readonly objects: readonly SchemaObject[]
}

/** One way in which a schema is not what was expected. */
export interface SchemaDifference {
  /** `column refunds.note` */
  readonly object: string
  readonly kind: 'missing' | 'unexpected' | 'different'
  readonly words: string
  readonly expected: string | null
  readonly found: string | null
  /** SQL that brings what was found to what was expected, to be run in the order of the differences; null where that is not for a machine to write. */
  readonly sql: string | null
  /** True for what changes no result of a statement that names its columns: their order in a table. */
  readonly minor: boolean
}

/** Tables that say what was applied, and Provost's own: no part of the schema that is compared. */
export const isLedger = (table: string): boolean => /^(?:provost_|_prisma_migrations$|alembic_version$)/i.test(table)

/** The path of the table that an object is part of; null for one that stands by itself. */
export const tableOf = ({ kind, path }: SchemaObject): readonly string[] | null => (parts.has(kind) ? path.slice(0, -1) : null)

/** Names compare as the engine compares them. */
const folded = (engine: EngineKind, path: readonly string[]): readonly string[] => {
  if (engine === 'sqlite') return path.map((part) => part.toLowerCase())
  // Names of tables follow the server's file system, all others are compared without case.
  return engine === 'mysql' ? path.map((part, place) => (place === 0 ? part : part.toLowerCase())) : path
}

/** Equal for two objects that stand in the same place. */
export const keyOf = (engine: EngineKind, kind: SchemaObjectKind, path: readonly string[]): string =>
  JSON.stringify([kind, ...folded(engine, path)])

/** The schema that names without one mean is not told. */
export const nameOf = (engine: EngineKind, path: readonly string[]): string =>
  (engine === 'postgres' && path[0] === 'public' && path.length > 1 ? path.slice(1) : path).join('.')

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** A model of objects in whatever order they came; without ledgers unless told. */
export const modelOf = (engine: EngineKind, objects: readonly SchemaObject[], ledgers: boolean): SchemaModel => {
  const place = engine === 'postgres' ? 1 : 0
  const kept = objects.filter((object) => {
    const table = object.kind === 'table' || object.kind === 'sequence' || tableOf(object) !== null ? object.path[place] : undefined
    return ledgers || table === undefined || !isLedger(table)
  })
  const keyed = kept.map((object) => ({
    object,
    rank: schemaObjectKinds.indexOf(object.kind),
    key: keyOf(engine, object.kind, object.path),
  }))
  return { engine, objects: keyed.sort((a, b) => a.rank - b.rank || byText(a.key, b.key)).map(({ object }) => object) }
}
