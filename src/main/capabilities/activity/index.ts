export { type AuditServices, createAuditRouter } from './audit-router.ts'
export { createJobsRouter, type JobServices } from './jobs-router.ts'
