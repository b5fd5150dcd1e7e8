import type { RollbackLoss } from '#contract/migrations.ts'
import type { TableReference } from '#contract/tables.ts'
import { type Dropped, droppedBy, type RunOptions } from '../../engines/index.ts'
import { qualifiedName } from '../../fleet/blueprints/index.ts'
import { prepared } from './own/index.ts'
import type { MigrationSource } from './sources/source.ts'
import type { LedgerReader } from './tool.ts'

/** Rows are counted as far as this: enough to know what is at stake, and cheap on a table of any size. */
const mostCounted = 10_000

const key = ({ table, column }: Dropped): string => `${table} ${column ?? ''}`

/** What the ways back of some versions drop, each once; a column of a table that goes as well is not told apart. */
const droppedIn = async ({ migrations }: MigrationSource, engine: LedgerReader['engine'], versions: readonly string[]) => {
  const all = new Map<string, Dropped>()
  for (const version of versions) {
    const migration = migrations(engine).find((each) => each.version === version)
    if (migration === undefined || migration.downSql === null || migration.sql === null) continue
    const { statements } = await prepared(engine, migration, 'down')
    for (const dropped of droppedBy(engine, statements)) all.set(key(dropped), dropped)
  }
  const found = [...all.values()]
  return found.filter(({ table, column }) => column === null || !all.has(key({ table, column: null })))
}

const tableOf = (tables: readonly TableReference[], written: string): TableReference | undefined => {
  const named = ({ schema, name }: TableReference): readonly string[] => [name, ...(schema === null ? [] : [`${schema}.${name}`])]
  return (
    tables.find((table) => named(table).includes(written)) ??
    tables.find((table) => named(table).some((name) => name.toLowerCase() === written))
  )
}

/**
 * What would be gone from one database with its rows, and how many those are. What cannot be counted is told without a number.
 * Versions without a way back drop nothing: nothing is done while there is one.
 */
export const lossesOf = async (
  reader: LedgerReader,
  source: MigrationSource,
  tables: readonly TableReference[],
  versions: readonly string[],
  options: RunOptions,
): Promise<RollbackLoss[]> => {
  const counted = new Map<string, Pick<RollbackLoss, 'rows' | 'more'>>()
  const count = async (table: TableReference): Promise<Pick<RollbackLoss, 'rows' | 'more'>> => {
    const sql = `select count(*) from (select 1 from ${qualifiedName(reader.engine, table)} limit ${mostCounted + 1}) as counted`
    try {
      const { rows } = await reader.read({ sql, parameters: [] }, options)
      const found = Number(rows[0]?.[0] ?? 0)
      return { rows: Math.min(found, mostCounted), more: found > mostCounted }
    } catch (error) {
      // A login that may not read it, or a table too slow to count: the plan stands without the number.
      if (options.signal?.aborted === true) throw error
      return { rows: null, more: false }
    }
  }
  const losses: RollbackLoss[] = []
  for (const { table: written, column } of await droppedIn(source, reader.engine, versions)) {
    const table = tableOf(tables, written)
    const known = counted.get(written) ?? (table === undefined ? { rows: null, more: false } : await count(table))
    counted.set(written, known)
    losses.push({ table: table?.name ?? written, column, ...known })
  }
  return losses
}
