import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { changesSchema, mayChangeRows, splitStatements } from '../../../engines/index.ts'
import { isOneTransaction } from '../prisma/index.ts'
import type { MigrationSource, SourceMigration } from '../sources/source.ts'

/** What a schema can tell of a migration that began and did not end. */
export interface WhatSchemasTell {
  /** It changes the schema, as far as its statements show. */
  readonly schema: boolean
  /** It may change rows of which the schema tells nothing: those that it has, or has not, changed apart from the schema. */
  readonly rows: boolean
  /** The statements are those of its way back. */
  readonly takingBack: boolean
  /** Some of them are known to have been done. */
  readonly begun: boolean
}

/** Of a migration in doubt, by the statements that were under way: its own, or those of its way back. */
export const whatSchemasTell = async (
  { tool }: Pick<MigrationSource, 'tool'>,
  engine: EngineKind,
  migration: SourceMigration | undefined,
  open: Pick<WhatSchemasTell, 'takingBack' | 'begun'>,
): Promise<WhatSchemasTell> => {
  const { takingBack, begun } = open
  // Where the statements cannot be read, or are not there, the schema tells nothing.
  const unread: WhatSchemasTell = { schema: false, rows: true, takingBack, begun }
  const sql = (takingBack ? migration?.downSql : migration?.sql) ?? null
  if (sql === null) return unread
  try {
    const statements = await splitStatements(engine, sql)
    const schema = statements.some((statement) => changesSchema(engine, statement))
    // What is one transaction is there whole or not at all: its change of the schema speaks for its rows.
    const whole = tool === 'prisma' && isOneTransaction(engine, sql)
    return { ...unread, schema, rows: !whole && statements.some((statement) => mayChangeRows(engine, statement)) }
  } catch (error) {
    if (error instanceof ProvostError) return unread
    throw error
  }
}
