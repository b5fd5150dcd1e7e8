import { useState } from 'react'
import type { Problem } from '#contract/errors.ts'
import { client, problemOf } from '../bridge/index.ts'
import { showJob, type TargetRecord, useWhyNot } from '../shell/index.ts'
import type { GridSort } from '../ui/grid/index.ts'
import type { ListName } from './list-query.ts'

interface ExportOf {
  readonly target: TargetRecord
  readonly list: ListName
  readonly search: string | undefined
  readonly status: string | undefined
  readonly sort: readonly GridSort[]
}

/** Writes what is shown to a CSV file as a job, and opens the job. */
export function useExport({ target, list, search, status, sort }: ExportOf) {
  const refused = useWhyNot('registrar.export')
  const [problem, setProblem] = useState<Problem | null>(null)
  const start = () => {
    setProblem(null)
    client.registrar
      .exportCsv({
        target: target.reference,
        list,
        ...(search === undefined ? {} : { search }),
        ...(status === undefined ? {} : { status }),
        sort: [...sort],
      })
      .then(
        ({ job }) => showJob(job),
        (error: unknown) => setProblem(problemOf(error)),
      )
  }
  return { refused, start, problem, dismiss: () => setProblem(null) }
}
