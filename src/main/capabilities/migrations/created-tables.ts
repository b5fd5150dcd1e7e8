import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { splitStatements, type TableChange, tableChanges } from '../../engines/index.ts'
import type { SourceMigration } from './sources/source.ts'

const bare = (name: string): string => name.slice(name.lastIndexOf('.') + 1)

const isGone = (table: string, gone: string): boolean =>
  gone.endsWith('.*') ? table.startsWith(gone.slice(0, -1)) : bare(table) === bare(gone)

/** The tables that changes make at any time, in whichever order they stand; of one that was there before them only another name comes. */
export const tablesEver = (changes: readonly TableChange[]): readonly string[] => {
  const named = changes.flatMap(({ made, gone }) => (made === null ? [] : [{ made: bare(made), was: gone === null ? null : bare(gone) }]))
  const all = new Set(named.map(({ made }) => made))
  return [...new Set(named.filter(({ was }) => was === null || all.has(was)).map(({ made }) => made))]
}

/** The tables that changes make and leave. */
export const tablesLeft = (changes: readonly TableChange[]): readonly string[] => {
  const left = new Set<string>()
  for (const { made, gone } of changes) {
    const before = gone === null ? [] : [...left].filter((table) => isGone(table, gone))
    for (const table of before) left.delete(table)
    if (made !== null && (gone === null || before.length > 0)) left.add(made)
  }
  return [...new Set([...left].map(bare))]
}

const kept = new WeakMap<SourceMigration, Map<EngineKind, Promise<readonly TableChange[]>>>()

const read = async (engine: EngineKind, sql: string): Promise<readonly TableChange[]> => {
  try {
    return tableChanges(engine, await splitStatements(engine, sql))
  } catch (error) {
    // What is wrong with a text is told where it is to be run.
    if (error instanceof ProvostError) return []
    throw error
  }
}

/** What migrations do to tables, in order, as far as their text tells; each is read once. */
export const tableChangesOf = async (engine: EngineKind, migrations: readonly SourceMigration[]): Promise<readonly TableChange[]> => {
  const all = migrations.map((migration) => {
    const of = kept.get(migration) ?? new Map<EngineKind, Promise<readonly TableChange[]>>()
    kept.set(migration, of)
    const known = of.get(engine) ?? read(engine, migration.sql ?? '')
    of.set(engine, known)
    return known
  })
  return (await Promise.all(all)).flat()
}
