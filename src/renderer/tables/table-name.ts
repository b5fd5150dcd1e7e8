import type { TableEntry, TableReference } from '#contract/tables.ts'

/** A table as it stands in the address: `public.users`, or `users` where the engine has no schemas. */
export const tableText = ({ schema, name }: TableReference): string => (schema === null ? name : `${schema}.${name}`)

/** The table an address names, among those there are; a bare name finds the one table called so. */
export const findTable = (tables: readonly TableEntry[], text: string): TableEntry | undefined =>
  tables.find((table) => tableText(table) === text) ?? tables.find((table) => table.name === text)

/** Tables under their headings: by what they hold where an LMS was recognised, else by schema. The rest stands last. */
export function groupTables(tables: readonly TableEntry[]): { readonly title: string; readonly tables: readonly TableEntry[] }[] {
  const recognised = tables.some((table) => table.group !== null)
  const titles = new Map<string, TableEntry[]>()
  for (const table of tables) {
    const title = (recognised ? table.group : table.schema) ?? 'Other'
    titles.set(title, [...(titles.get(title) ?? []), table])
  }
  return [...titles]
    .toSorted(([a], [b]) => Number(a === 'Other') - Number(b === 'Other'))
    .map(([title, list]) => ({ title: titles.size === 1 && !recognised ? 'All' : title, tables: list }))
}
