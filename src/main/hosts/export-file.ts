import { ProvostError } from '#contract/errors.ts'
import { jobId } from '#contract/ids.ts'
import type { Caller } from '../foundation/access/index.ts'
import type { ServedConsole } from './served-console.ts'

const mayExport = ({ rights }: Caller): boolean => rights.has('registrar.export') || rights.has('tables.export')

/**
 * The file that an export job made, for whoever made it. An export holds what its maker was allowed to read, and nobody
 * else's rights are known to cover that.
 */
export function exportFile(console: ServedConsole, caller: Caller, id: string): { readonly name: string; readonly path: string } {
  const parsed = jobId.safeParse(id)
  if (!parsed.success)
    throw new ProvostError('job.unknown', 'There is no job of this name.', { remedy: ['Open the file from the job list.'] })
  const { job } = console.jobs.show(parsed.data)
  if (!mayExport(caller) || job.operator !== caller.operator.name)
    throw new ProvostError('access.denied', 'This export belongs to another operator.', {
      remedy: ['Make the export yourself; whoever may not is told why.'],
    })
  return console.jobs.fileOf(parsed.data)
}
