import type { CatalogTable } from './engine.ts'

interface ColumnOfTable {
  readonly table: Pick<CatalogTable, 'schema' | 'name' | 'kind'>
  readonly column: CatalogTable['columns'][number]
}

/** Lines of one column each, sorted by table, as tables with their columns. */
export const groupTables = (lines: readonly ColumnOfTable[]): CatalogTable[] => {
  const tables = new Map<string, CatalogTable & { readonly columns: CatalogTable['columns'][number][] }>()
  for (const { table, column } of lines) {
    const key = JSON.stringify([table.schema, table.name])
    const known = tables.get(key)
    if (known) known.columns.push(column)
    else tables.set(key, { ...table, columns: [column] })
  }
  return [...tables.values()]
}
