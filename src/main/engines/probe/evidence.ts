import type { AccessEntry } from '#contract/connection-access.ts'

/** One right to write that a login was found to hold. */
export interface WriteFinding {
  /** What may be written and by which right, with the object's name. */
  readonly words: string
  /** The statement that takes the right away; null where no single one does. */
  readonly revoke: string | null
  /** Whether it writes also where the tables take no writes: files, other servers, or by another's rights. */
  readonly pastPhysical: boolean
}

/** What the catalogue says about whether a login can write, gathered without writing anything. */
export interface ReadOnlyEvidence {
  /** Why no table there can be written to, whoever logs in; null where the server or file takes writes. */
  readonly physical: string | null
  /** Why it is not physical, in words. */
  readonly notPhysical: string
  /** Whether the session itself was seen to be read-only. */
  readonly guarded: boolean
  readonly findings: readonly WriteFinding[]
  /** Rights that could not be looked at; with any of these, their absence is not proven. */
  readonly unknown: readonly string[]
}

/** Who may do what, as a catalogue lists it. */
export interface AccessFindings {
  readonly login: string
  readonly entries: readonly AccessEntry[]
  /** What could not be seen, in words. */
  readonly limits: readonly string[]
}
