import type { Fix, RemedyActor, TestFailure, TestStage } from '#contract/connection-test.ts'
import type { ErrorCode, ProvostError } from '#contract/errors.ts'
import { driverCode } from '../../../engines/index.ts'

/** Who can do what the remedy says first, where that is not the person who tests. */
const actors: Partial<Record<ErrorCode, RemedyActor>> = {
  'connection.timeout': 'network',
  'connection.unreachable': 'network',
  'connection.reset': 'network',
  'connection.tls-unsupported': 'dba',
  'connection.tls-expired': 'dba',
  'connection.tls-client-cert-required': 'dba',
  'connection.tls-protocol': 'dba',
  'connection.host-not-allowed': 'dba',
  'connection.database-denied': 'dba',
  'connection.permission-denied': 'dba',
  'connection.too-many-connections': 'dba',
  'connection.account-locked': 'dba',
  'connection.password-expired': 'dba',
  'connection.auth-method-unsupported': 'dba',
}

/** A stage's problem as the test's diagnosis. */
export const failureOf = (problem: ProvostError, stage: TestStage, fixes: readonly Fix[]): TestFailure => {
  const { code, title, detail, remedy, retryable } = problem
  return {
    stage,
    code,
    title,
    detail,
    remedy: [...remedy],
    retryable,
    driverCode: driverCode(problem),
    actor: actors[code] ?? 'you',
    fixes: [...fixes],
  }
}
