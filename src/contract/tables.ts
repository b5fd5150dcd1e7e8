import { z } from 'zod'
import { jobId, targetReference } from './ids.ts'
import { procedure } from './procedure.ts'
import { cells, resultColumn, valueKinds } from './values.ts'

/** A table or view. `schema` is null where the engine has none between database and table (MySQL, SQLite). */
export const tableReference = z.object({ schema: z.string().nullable(), name: z.string().min(1) })
export type TableReference = z.infer<typeof tableReference>

export const tableEntry = tableReference.extend({
  kind: z.enum(['table', 'view', 'materialized-view', 'foreign-table', 'partitioned-table']),
  /** The database's own estimate; null where it has none. Never a count. */
  estimatedRows: z.number().nullable(),
  bytes: z.number().nullable(),
  comment: z.string().nullable(),
  /** The console's word for what it holds, where an LMS was recognised: Money, Study, People. */
  group: z.string().nullable(),
})
export type TableEntry = z.infer<typeof tableEntry>

export const columnDescription = z.object({
  name: z.string(),
  type: z.string(),
  kind: z.enum(valueKinds),
  nullable: z.boolean(),
  default: z.string().nullable(),
  generated: z.boolean(),
  /** Position in the primary key from 1; null outside it. */
  keyPosition: z.int().nullable(),
  enumValues: z.array(z.string()).nullable(),
  comment: z.string().nullable(),
  hidden: z.enum(['role']).nullable(),
})
export type ColumnDescription = z.infer<typeof columnDescription>

export const foreignKey = z.object({
  name: z.string(),
  columns: z.array(z.string()),
  references: tableReference.extend({ columns: z.array(z.string()) }),
  onDelete: z.string(),
  indexed: z.boolean(),
})

export const tableDescription = z.object({
  table: tableEntry,
  columns: z.array(columnDescription),
  indexes: z.array(
    z.object({ name: z.string(), columns: z.array(z.string()), unique: z.boolean(), primary: z.boolean(), definition: z.string() }),
  ),
  foreignKeys: z.array(foreignKey),
  referencedBy: z.array(tableReference.extend({ columns: z.array(z.string()), name: z.string() })),
  /** How rows are told apart: by a key, by the engine's row address, or not at all. */
  identity: z.enum(['key', 'row-address', 'none']),
})
export type TableDescription = z.infer<typeof tableDescription>

export const filterOperators = [
  'eq',
  'ne',
  'lt',
  'le',
  'gt',
  'ge',
  'between',
  'in',
  'contains',
  'starts-with',
  'is-null',
  'is-not-null',
] as const
export type FilterOperator = (typeof filterOperators)[number]

/** `between` takes two values, `in` one or more, the null tests none, the rest one. Values are text, cast by the database to the column's type. */
export const filter = z.object({
  column: z.string().min(1),
  operator: z.enum(filterOperators),
  values: z.array(z.string().max(10_000)).max(1000).default([]),
})
export type Filter = z.output<typeof filter>

export const sortTerm = z.object({ column: z.string().min(1), direction: z.enum(['asc', 'desc']) })
export type SortTerm = z.infer<typeof sortTerm>

export const rowsRequest = z.object({
  target: targetReference,
  table: tableReference,
  sort: z.array(sortTerm).max(8).default([]),
  filters: z.array(filter).max(32).default([]),
  limit: z.int().min(1).max(5000).default(100),
  /** Rows after this place, or before it; neither means from the start. */
  after: z.string().max(100_000).optional(),
  before: z.string().max(100_000).optional(),
  /** Rows from this ordinal on (0-based). The database walks there once; from then on go by cursor. */
  position: z.int().min(0).optional(),
  /** Values longer than this many bytes arrive as `$cut`. Without it nothing is cut. */
  cellBytes: z.int().min(16).optional(),
})
export type RowsRequest = z.input<typeof rowsRequest>

export const rowsPage = z.object({
  columns: z.array(resultColumn),
  rows: cells,
  /** Where the next page starts; null at the end. */
  next: z.string().nullable(),
  /** Where the page before ends; null at the start. */
  previous: z.string().nullable(),
  /** `key`: stable under concurrent writes. `offset`: the table has no key, a concurrent write may shift a row between pages. */
  pagedBy: z.enum(['key', 'row-address', 'offset']),
  /** True where the page ended early because its bytes reached the cap. */
  cappedByBytes: z.boolean(),
  ms: z.number(),
})
export type RowsPage = z.infer<typeof rowsPage>

const ofTable = z.object({ target: targetReference, table: tableReference })

export const tables = {
  list: procedure('tables.read')
    .input(z.object({ target: targetReference }))
    .output(
      z.object({
        tables: z.array(tableEntry),
        schemas: z.array(z.string()),
        adapter: z.object({ id: z.string(), missing: z.array(z.string()) }).nullable(),
      }),
    ),
  describe: procedure('tables.read').input(ofTable).output(tableDescription),
  rows: procedure('tables.read', { deadlineMs: 120_000 }).input(rowsRequest).output(rowsPage),
  /** The exact number of rows that match, counted now. May take long on a large table; cancel it freely. */
  count: procedure('tables.read', { deadlineMs: null })
    .input(ofTable.extend({ filters: z.array(filter).max(32).default([]) }))
    .output(z.object({ rows: z.string(), ms: z.number() })),
  /** One whole value that a page showed cut. */
  cell: procedure('tables.read')
    .input(ofTable.extend({ column: z.string(), key: z.record(z.string(), z.string()) }))
    .output(z.object({ cell: z.custom<import('./values.ts').Cell>() })),
  /** Writes the matching rows to a CSV file as a job. */
  exportCsv: procedure('tables.export')
    .input(rowsRequest.pick({ target: true, table: true, sort: true, filters: true }).extend({ columns: z.array(z.string()).optional() }))
    .output(z.object({ job: jobId })),
}
