export type { PasswordLimits } from './passwords.ts'
export type { Rotations } from './rotations.ts'
export { type LocatedTarget, type OpenTarget, openSessions, type Sessions, type SessionsOptions } from './sessions.ts'
