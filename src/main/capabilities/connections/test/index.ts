export { proofOf, roleProofOf } from './database-stages.ts'
export { openGoodTests } from './good-tests.ts'
export { testConnection } from './run-test.ts'
export type { TestServices, TestSubject } from './subject.ts'
