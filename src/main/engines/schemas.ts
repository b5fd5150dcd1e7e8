import type { EngineKind } from '#contract/connections.ts'
import type { Database, RunOptions } from './engine.ts'
import { mysqlWriter } from './mysql/index.ts'
import { postgresWriter } from './postgres/index.ts'
import { compareModels, type SchemaDifference, type SchemaModel, type SchemaWriter } from './schema-model/index.ts'
import { sqliteWriter } from './sqlite/index.ts'

const writers: Readonly<Record<EngineKind, SchemaWriter>> = { postgres: postgresWriter, mysql: mysqlWriter, sqlite: sqliteWriter }

/** The schema of an open database as data. Two databases with the same schema give equal ones, whatever order they were made in. */
export const readSchemaModel = (database: Database, options: RunOptions & { readonly ledgers?: boolean } = {}): Promise<SchemaModel> =>
  database.schemaModel(options)

/** What differs, with the SQL that would bring `found` to `expected`, in an order in which it can run. */
export const compareSchemas = (engine: EngineKind, expected: SchemaModel, found: SchemaModel): readonly SchemaDifference[] =>
  compareModels(writers[engine], expected, found)
