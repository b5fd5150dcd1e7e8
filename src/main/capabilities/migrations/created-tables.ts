import type { SourceMigration } from './sources/source.ts'

const word = '(?:"((?:[^"]|"")+)"|`([^`]+)`|([A-Za-z_][\\w$]*))'
const create = new RegExp(`\\bcreate\\s+(?:unlogged\\s+)?table\\s+(?:if\\s+not\\s+exists\\s+)?(?:${word}\\s*\\.\\s*)?${word}`, 'gi')

/** Names of the tables that migrations make, lower case: enough to see whether a database without a ledger has them already. */
export const createdTables = (migrations: readonly SourceMigration[]): readonly string[] => {
  const names = new Set<string>()
  for (const { sql } of migrations) {
    for (const match of (sql ?? '').replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').matchAll(create)) {
      const name = match[4] ?? match[5] ?? match[6]
      if (name !== undefined) names.add(name.toLowerCase())
    }
  }
  return [...names]
}
