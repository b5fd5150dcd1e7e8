import type { EngineConfig } from './engine.ts'
import { engineOf } from './engine-of.ts'
import { openSchemaSession, type SchemaSessionOptions } from './open-schema-session.ts'
import type { SchemaModel } from './schema-model/index.ts'
import { compareSchemas, readSchemaModel } from './schemas.ts'
import { splitStatements } from './statements.ts'

const modelAt = async (config: EngineConfig, options: SchemaSessionOptions): Promise<SchemaModel> => {
  const pool = { ...options.pool, size: 1, overflow: 0 }
  const database = engineOf(config.engine, options).open(config, { ...options, readWrite: false, pool })
  try {
    return await readSchemaModel(database, { ledgers: true, ...(options.signal === undefined ? {} : { signal: options.signal }) })
  } finally {
    await database.close()
  }
}

/** Makes in one database what it lacks of another's schema, by what the catalogues say. Gives what no statement could make. */
export const copySchema = async (from: EngineConfig, to: EngineConfig, options: SchemaSessionOptions): Promise<readonly string[]> => {
  const differences = compareSchemas(from.engine, await modelAt(from, options), await modelAt(to, options))
  const session = await openSchemaSession(to, { ...options, readWrite: true })
  try {
    for (const { sql } of differences) {
      if (sql === null) continue
      for (const statement of await splitStatements(from.engine, sql))
        await session.command(statement.text, options.signal === undefined ? {} : { signal: options.signal })
    }
  } finally {
    await session.end()
  }
  return differences.filter(({ sql, minor }) => sql === null && !minor).map(({ object }) => object)
}
