import type { KnownSchema } from './lint-schema.ts'

/** What the statements of the file so far have done. */
export interface LintState {
  readonly transactional: boolean
  /** Tables made in this file: nobody else can be waiting for them, and they hold no rows of anybody. */
  readonly fresh: Set<string>
  readonly known: KnownSchema
  /** `table.constraint` added with NOT VALID in this file. */
  readonly addedUnchecked: Set<string>
  /** Enum values added in this file. */
  readonly enumValues: Set<string>
  /** Tables of others that this file locks exclusively. */
  readonly locked: Set<string>
}

export const freshState = (transactional: boolean, known: KnownSchema): LintState => ({
  transactional,
  fresh: new Set(),
  known,
  addedUnchecked: new Set(),
  enumValues: new Set(),
  locked: new Set(),
})
