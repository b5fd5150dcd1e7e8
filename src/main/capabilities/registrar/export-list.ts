import { join } from 'node:path'
import type { Job } from '#contract/jobs.ts'
import type { SortTerm } from '#contract/tables.ts'
import type { Cell } from '#contract/values.ts'
import { writeCsv } from '../../foundation/exports/index.ts'
import type { Jobs } from '../../foundation/jobs/index.ts'
import { countList } from './counts.ts'
import { type ExportColumn, enrollmentColumns, peopleColumns, refundColumns, withdrawalColumns } from './export-columns.ts'
import type { ListPlan } from './list-plan.ts'
import { type ListFilter, listStatement, sortKeys } from './list-statement.ts'
import { compiled, named } from './read-list.ts'
import { type ListName, type OpenLms, plansOf } from './registrar-lists.ts'

export interface ListExport extends ListFilter {
  readonly list: ListName
  readonly sort: readonly SortTerm[]
}

interface PreparedExport {
  readonly headings: readonly string[]
  batches(signal: AbortSignal): AsyncGenerator<readonly (readonly Cell[])[]>
}

/** Compiled before the job begins, so that a wrong column or status is told to the caller and not to a job's log. */
const prepare = <Row>(lms: OpenLms, plan: ListPlan<Row>, columns: readonly ExportColumn<Row>[], request: ListExport): PreparedExport => {
  // An absent column is left out: an empty one would say that nobody has a value.
  const present = columns.filter(({ field }) => !plan.absent.includes(field))
  const statement = compiled(lms.database, listStatement(plan, sortKeys(plan, request.sort), request, null))
  return {
    headings: present.map(({ heading }) => heading),
    async *batches(signal) {
      for await (const { columns: names, rows } of lms.database.stream(statement, { signal })) {
        yield rows.map((cells) => {
          const row = plan.toRow(named(names, cells))
          return present.map((column) => column.cell(row))
        })
      }
    },
  }
}

const prepared = (lms: OpenLms, request: ListExport): PreparedExport => {
  const plans = plansOf(lms)
  switch (request.list) {
    case 'people':
      return prepare(lms, plans.people(), peopleColumns, request)
    case 'enrollments':
      return prepare(lms, plans.enrollments(), enrollmentColumns, request)
    case 'withdrawals':
      return prepare(lms, plans.withdrawals(), withdrawalColumns, request)
    case 'refunds':
      return prepare(lms, plans.refunds(), refundColumns, request)
  }
}

/** Starts a job that writes the whole of a list, as filtered and sorted, to a CSV file in the workspace. */
export const startListExport = (
  lms: OpenLms,
  request: ListExport,
  { jobs, directory, operator }: { readonly jobs: Jobs; readonly directory: string; readonly operator: string },
): Job => {
  const { headings, batches } = prepared(lms, request)
  return jobs.start({ kind: 'export', title: `Export ${request.list} of ${lms.label}`, unit: 'rows', operator }, async (job) => {
    const { signal } = job
    if (request.status === undefined) job.progress(0, (await countList(lms, request.list, request.search, { signal })).total)
    const path = join(directory, 'exports', `${job.id}.csv`)
    const { rows, bytes } = await writeCsv({
      path,
      columns: headings,
      batches: batches(signal),
      signal,
      onProgress: (written) => job.progress(written),
    })
    job.progress(rows, rows)
    job.file(`${lms.label.replaceAll(/[^A-Za-z0-9._-]+/g, '-')}-${request.list}.csv`, path, bytes)
    return `${rows.toLocaleString('en-US')} rows written.`
  })
}
