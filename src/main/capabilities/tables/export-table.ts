import { join } from 'node:path'
import type { TargetReference } from '#contract/ids.ts'
import type { Job } from '#contract/jobs.ts'
import type { Filter, SortTerm, TableReference } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import type { Database } from '../../engines/index.ts'
import type { OpenTarget } from '../../fleet/sessions/index.ts'
import { writeCsv } from '../../foundation/exports/index.ts'
import type { Jobs } from '../../foundation/jobs/index.ts'

export interface TableExport {
  readonly target: TargetReference
  readonly table: TableReference
  readonly sort: readonly SortTerm[]
  readonly filters: readonly Filter[]
  /** The columns to write, in this order; all of them where it is left out. */
  readonly columns?: readonly string[] | undefined
  /** Columns the caller may not see: they are left out of the file. */
  readonly hidden: readonly string[]
}

async function* rowsOf(database: Database, request: TableExport, signal: AbortSignal): AsyncGenerator<readonly (readonly Cell[])[]> {
  const { table, sort, filters, hidden } = request
  const columns = request.columns === undefined ? {} : { columns: request.columns }
  const statement = await database.allRows({ table, sort, filters, hidden, ...columns }, { signal })
  for await (const { rows } of database.stream(statement, { signal })) yield rows
}

/** Starts a job that writes a table's matching rows to a CSV file in the workspace, from one snapshot where the engine has one. */
export const startTableExport = (
  { jobs, directory, operator }: { readonly jobs: Jobs; readonly directory: string; readonly operator: string },
  { database, label }: OpenTarget,
  request: TableExport,
  columns: readonly string[],
): Job => {
  const name = request.table.schema === null ? request.table.name : `${request.table.schema}.${request.table.name}`
  return jobs.start({ kind: 'export', title: `Export ${name} of ${label}`, unit: 'rows', operator }, async (job) => {
    if (request.filters.length === 0) {
      const entry = (await database.describe(request.table, { signal: job.signal })).table
      job.progress(0, entry.estimatedRows)
    }
    const path = join(directory, 'exports', `${job.id}.csv`)
    const batches = rowsOf(database, request, job.signal)
    const { rows, bytes } = await writeCsv({ path, columns, batches, signal: job.signal, onProgress: (written) => job.progress(written) })
    job.progress(rows, rows)
    job.file(`${label.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}-${name.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}.csv`, path, bytes)
    return `${rows.toLocaleString('en-US')} rows written.`
  })
}
