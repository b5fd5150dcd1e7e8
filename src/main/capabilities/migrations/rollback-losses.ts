import type { RollbackLoss } from '#contract/migrations.ts'
import type { TableReference } from '#contract/tables.ts'
import { type Dropped, droppedBy, type RunOptions } from '../../engines/index.ts'
import { qualifiedName, visibleTable } from '../../fleet/blueprints/index.ts'
import { prepared } from './own/index.ts'
import type { MigrationSource } from './sources/source.ts'
import type { LedgerReader } from './tool.ts'

/** Rows are counted as far as this: enough to know what is at stake, and cheap on a table of any size. */
const mostCounted = 10_000

const key = ({ table, column }: Dropped): string => JSON.stringify([table, column])

/** PostgreSQL's usual schema: elsewhere a table's schema is part of its name. */
const usualSchema = 'public'

/** What the ways back of some versions drop, as they write it. */
const droppedIn = async (
  { migrations }: MigrationSource,
  engine: LedgerReader['engine'],
  versions: readonly string[],
): Promise<readonly Dropped[]> => {
  const all: Dropped[] = []
  for (const version of versions) {
    const migration = migrations(engine).find((each) => each.version === version)
    if (migration === undefined || migration.downSql === null || migration.sql === null) continue
    const { statements } = await prepared(engine, migration, 'down')
    all.push(...droppedBy(engine, statements))
  }
  return all
}

/** What a name in lower case may mean: as it is written before what only differs in case. */
const meantBy = (names: readonly string[], written: string): readonly string[] => [
  ...new Set([...names.filter((name) => name === written), ...names.filter((name) => name.toLowerCase() === written)]),
]

/** The table that a statement of the session would find by a name as it is written, with its schema or without. */
const tableOf = async (
  reader: LedgerReader,
  tables: readonly TableReference[],
  written: string,
  options: RunOptions,
): Promise<TableReference | undefined> => {
  const bare = tables.map(({ name }) => name)
  for (const name of meantBy(bare, written)) {
    const visible = await visibleTable(reader, tables, name, options)
    if (visible !== null) return visible
  }
  const qualified = ({ schema, name }: TableReference): string => `${schema ?? ''}.${name}`
  const [meant] = meantBy(tables.map(qualified), written)
  return tables.find((table) => qualified(table) === meant)
}

const nameOf = ({ schema, name }: TableReference): string => (schema === null || schema === usualSchema ? name : `${schema}.${name}`)

/**
 * What would be gone from one database with its rows, each once, and how many those are. What cannot be counted is told without a number; a
 * column of a table that goes as well is not told apart. Versions without a way back drop nothing: nothing is done while there is one.
 */
export const lossesOf = async (
  reader: LedgerReader,
  source: MigrationSource,
  tables: readonly TableReference[],
  versions: readonly string[],
  options: RunOptions,
): Promise<RollbackLoss[]> => {
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
  const named = new Map<string, string>()
  const counted = new Map<string, Pick<RollbackLoss, 'rows' | 'more'>>()
  const lost = new Map<string, Dropped>()
  for (const { table: written, column } of await droppedIn(source, reader.engine, versions)) {
    let name = named.get(written)
    if (name === undefined) {
      const table = await tableOf(reader, tables, written, options)
      name = table === undefined ? written : nameOf(table)
      named.set(written, name)
      if (!counted.has(name)) counted.set(name, table === undefined ? { rows: null, more: false } : await count(table))
    }
    lost.set(key({ table: name, column }), { table: name, column })
  }
  return [...lost.values()]
    .filter(({ table, column }) => column === null || !lost.has(key({ table, column: null })))
    .map(({ table, column }) => ({ table, column, ...(counted.get(table) ?? { rows: null, more: false }) }))
}
