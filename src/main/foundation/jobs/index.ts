export type { JobWork, Work } from './job-work.ts'
export { type Jobs, type OpenJobsOptions, openJobs } from './open-jobs.ts'
