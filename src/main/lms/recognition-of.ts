import type { CatalogTable, Database, RunOptions } from '../engines/index.ts'
import { withCiphertextAsBytes } from './find-ciphertext.ts'
import { type Recognition, recognise } from './recognise.ts'

/** What is known of an open database's schema. */
export interface KnownSchema {
  readonly catalog: readonly CatalogTable[]
  readonly recognition: Recognition | null
}

const keptMs = 60_000
const known = new WeakMap<Database, { readonly schema: KnownSchema; readonly at: number }>()

/** The schema of a database and what it was recognised as, asked again when a minute has passed: a migration may have run. */
export const schemaOf = async (database: Database, options: RunOptions & { readonly fresh?: boolean } = {}): Promise<KnownSchema> => {
  const { fresh = false, ...run } = options
  const kept = known.get(database)
  if (!fresh && kept !== undefined && performance.now() - kept.at < keptMs) return kept.schema
  const catalog = await database.catalog(run)
  const first = recognise(catalog)
  const readable = first === null ? catalog : await withCiphertextAsBytes(database, catalog, first, run)
  const schema = { catalog, recognition: readable === catalog ? first : recognise(readable) }
  known.set(database, { schema, at: performance.now() })
  return schema
}

/** Has the schema asked for again at the next use: something in it was not where it had been. */
export const forgetSchema = (database: Database): void => {
  known.delete(database)
}

/** What a database is recognised as; null where it is nothing that is known. */
export const recogniseDatabase = async (database: Database, signal?: AbortSignal): Promise<Recognition | null> =>
  (await schemaOf(database, signal === undefined ? {} : { signal })).recognition

/**
 * What a database is recognised as, for whoever must not set anything in motion: a view may run functions when it is read, so views
 * are known by their columns only.
 */
export const recogniseUnread = async (database: Database, options: RunOptions): Promise<KnownSchema> => {
  const catalog = await database.catalog(options)
  const first = recognise(catalog)
  const people = first?.entities.people?.table
  const stored = catalog.some((table) => table.schema === people?.schema && table.name === people?.name && holdsRows(table))
  if (first === null || !stored) return { catalog, recognition: first }
  const readable = await withCiphertextAsBytes(database, catalog, first, options)
  return { catalog, recognition: readable === catalog ? first : recognise(readable) }
}

/** Whether reading it reads rows that are stored, and runs nothing. */
export const holdsRows = ({ kind }: Pick<CatalogTable, 'kind'>): boolean => kind !== 'view' && kind !== 'foreign-table'
