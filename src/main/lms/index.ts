export type { EntityName, TableGroup } from './adapter.ts'
export { type Census, takeCensus } from './census.ts'
export { looksEncrypted } from './ciphertext.ts'
export { groupOf } from './groups.ts'
export type { EntityPlace, FieldPlace } from './match-table.ts'
export { type Recognition, recognise } from './recognise.ts'
export { forgetSchema, holdsRows, type KnownSchema, recogniseDatabase, recogniseUnread, schemaOf } from './recognition-of.ts'
export { type ListKey, ofList, selected } from './sql/columns.ts'
export { type Contradiction, contradictions, contradictionWords } from './sql/contradictions.ts'
export { asText, bound, canBe, contains, daysBetween, flag, listHolds, minutesBetween, type Sql, type ValueClass } from './sql/dialect.ts'
export { rolesOf } from './sql/person-roles.ts'
export { Places } from './sql/places.ts'
export { isBefore, kindOf, refundContradictions } from './sql/refund-totals.ts'
export {
  hasEnrollmentOfWithdrawal,
  hasProgramOfEnrollment,
  joinsOfEnrollment,
  joinsOfWithdrawal,
  personColumns,
} from './sql/study-joins.ts'
export { withdrawalSource } from './sql/withdrawal-source.ts'
