export type { NewAuditEntry } from './append.ts'
export { type AuditLog, openAuditLog } from './audit-log.ts'
export type { AuditPage, AuditQuery } from './list.ts'
export { withoutSecrets } from './without-secrets.ts'
