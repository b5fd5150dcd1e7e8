import type { ValueKind } from '#contract/values.ts'

/** The console's words for what an LMS holds. */
export const entityNames = [
  'people',
  'programs',
  'modules',
  'lessons',
  'enrollments',
  'attendance',
  'transcripts',
  'credentials',
  'externships',
  'withdrawals',
  'refunds',
  'scorm',
  'xapi',
  'personRoles',
  'roles',
  'ledger',
] as const
export type EntityName = (typeof entityNames)[number]

/** What the table browser puts tables under. */
export type TableGroup = 'Money' | 'Study' | 'People' | 'Other'

/** Where a field may be: the column's documented name, others it goes by, and what it must hold to be believed. */
export interface FieldPlan {
  /** As the LMS documents it; null for a field that only other deployments have. Its absence is then nothing that is missing. */
  readonly documented: string | null
  readonly synonyms?: readonly string[]
  readonly kinds: readonly ValueKind[]
  /** True for what an LMS may have encrypted by itself: a column of bytes or one named so is then known to be unreadable. */
  readonly personal?: true
  /** Fields that say the same together: a first and a last name for a full one. */
  readonly instead?: readonly string[]
}

/** One thing an LMS holds, and the table it may be in. */
export interface EntityPlan {
  readonly entity: EntityName
  /** As the LMS documents it; null for a table that only other deployments have. */
  readonly documented: string | null
  readonly synonyms?: readonly string[]
  readonly group: TableGroup
  /** How much finding it says for the LMS. */
  readonly weight: number
  /** Of each of these lists one field must be there, or the table is a stranger of the same name. */
  readonly required: readonly (readonly string[])[]
  readonly fields: Readonly<Record<string, FieldPlan>>
}

/** An LMS, as plain data: another one is another value of this type. */
export interface AdapterPlan {
  readonly id: string
  readonly title: string
  readonly entities: readonly EntityPlan[]
  /** One of each of these lists must be found, and the weights found must reach `least`. */
  readonly needs: readonly (readonly EntityName[])[]
  readonly least: number
}
