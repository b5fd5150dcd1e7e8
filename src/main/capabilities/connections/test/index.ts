export { proofOf } from './database-stages.ts'
export { testConnection } from './run-test.ts'
export { keptPassword, type TestServices, type TestSubject } from './subject.ts'
