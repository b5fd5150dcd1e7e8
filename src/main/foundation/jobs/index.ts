export { Changes } from './changes.ts'
export { newJobId } from './job-id.ts'
export type { JobWork, Work } from './job-work.ts'
export { type Jobs, type OpenJobsOptions, openJobs } from './open-jobs.ts'
