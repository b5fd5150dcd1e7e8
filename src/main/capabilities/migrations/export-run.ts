import { join } from 'node:path'
import type { JobId } from '#contract/ids.ts'
import type { RunTarget } from '#contract/migrations.ts'
import type { Caller } from '../../foundation/access/index.ts'
import { writeCsv } from '../../foundation/exports/index.ts'
import type { MigrationServices } from './migration-services.ts'

const columns = [
  'target',
  'name',
  'server',
  'wave',
  'status',
  'applied',
  'ms',
  'attempts',
  'started',
  'finished',
  'code',
  'problem',
  'detail',
  'passed over',
]

const rowOf = (target: RunTarget): (string | number | null)[] => [
  target.target,
  target.name,
  target.server,
  target.wave === 0 ? 'canary' : String(target.wave),
  target.status,
  target.applied.join(' '),
  target.ms,
  target.attempts,
  target.startedAt,
  target.finishedAt,
  target.error?.code ?? null,
  target.error?.title ?? null,
  target.error?.detail ?? null,
  target.skipped,
]

/** Starts a job that writes the targets of a run, and what came of each, as a file for a spreadsheet. */
export const exportRun = (
  { runs, jobs, audit, directory }: Pick<MigrationServices, 'runs' | 'jobs' | 'audit' | 'directory'>,
  id: string,
  caller: Caller,
): { job: JobId } => {
  const { name: operator, roles } = caller.operator
  const { run, targets } = runs.show(id)
  audit.append({ operator, roles, action: 'migration.export', target: id, outcome: 'done', detail: { targets: targets.length } })
  const { id: job } = jobs.start({ kind: 'export', title: `Export of “${run.title}”`, unit: 'rows', operator }, async (work) => {
    const path = join(directory, 'exports', `${work.id}.csv`)
    const batches = (async function* () {
      yield targets.map(rowOf)
    })()
    const { rows, bytes } = await writeCsv({ path, columns, batches, signal: work.signal, onProgress: (done) => work.progress(done) })
    work.progress(rows, rows)
    work.file(`migration-run-${id}.csv`, path, bytes)
    return `${rows.toLocaleString('en-US')} rows written.`
  })
  return { job }
}
