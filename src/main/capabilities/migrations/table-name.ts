import type { EngineKind } from '#contract/connections.ts'

const quote = (engine: EngineKind, name: string): string =>
  engine === 'mysql' ? `\`${name.replaceAll('`', '``')}\`` : `"${name.replaceAll('"', '""')}"`

/** A table's name as a statement writes it. */
export const qualifiedName = (engine: EngineKind, table: { readonly schema: string | null; readonly name: string }): string =>
  table.schema === null ? quote(engine, table.name) : `${quote(engine, table.schema)}.${quote(engine, table.name)}`
