import { sql } from 'kysely'
import type { EngineKind } from '#contract/connections.ts'
import type { SortTerm } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import { type ListKey, ofList, type Sql } from '../../lms/index.ts'

/** A row as the statement gives it, by column. */
export type RawRow = Readonly<Record<string, Cell>>

/** One of the registrar's lists over one recognised schema. Everything in it is compiled; nothing has been asked yet. */
export interface ListPlan<Row> {
  readonly engine: EngineKind
  /** `select … from …`, whose columns the rest of the plan names. */
  readonly source: Sql
  /** The columns of `source`. */
  readonly columns: readonly string[]
  readonly id: ListKey
  /** By the names of the row's fields. */
  readonly sorts: Readonly<Record<string, ListKey>>
  readonly defaultSort: readonly SortTerm[]
  /** Searched for each word. */
  readonly searched: readonly Sql[]
  /** The column whose values are counted, null where the schema has none, and the words that cut across it. */
  readonly counted: { readonly column: string | null; readonly words: readonly string[] }
  /** What a word for --status means. @throws ProvostError `filter.invalid`, `lms.absent` */
  status(word: string): Sql
  toRow(row: RawRow): Row
  /** Fields of the row that the schema does not have. */
  readonly absent: readonly string[]
}

/** Text, letter case aside. */
export const folded = (name: string): ListKey => ({ sql: sql`lower(${ofList(name)})`, valueClass: 'text' })

/** The sorts whose columns the list has. A sort is of the column of its name, or of the one it says. */
export const presentSorts = (
  names: readonly string[],
  sorts: Readonly<Record<string, ListKey & { readonly of?: string }>>,
): Record<string, ListKey> => Object.fromEntries(Object.entries(sorts).filter(([name, key]) => names.includes(key.of ?? name)))

/** Those fields of a row that the list has no column for. */
export const absentOf = (names: readonly string[], fields: Readonly<Record<string, string>>): string[] =>
  Object.entries(fields)
    .filter(([, column]) => !names.includes(column))
    .map(([field]) => field)
