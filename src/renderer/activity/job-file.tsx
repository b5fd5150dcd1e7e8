import type { Job } from '#contract/jobs.ts'
import { formatBytes, Icon } from '../ui/index.ts'

/** The way to the file a job made; null where it made none. */
export function JobFile({ job }: { readonly job: Job }) {
  if (job.file === null) return null
  return (
    <a href={`/exports/${job.id}`} download={job.file.name} style={{ display: 'inline-flex', gap: 5, alignItems: 'center' }}>
      <Icon name="download" size={13} />
      {job.file.name}, {formatBytes(job.file.bytes)}
    </a>
  )
}
