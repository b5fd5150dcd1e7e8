export { type Access, type Caller, openAccess } from './open-access.ts'
