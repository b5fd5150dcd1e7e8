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

/** What the catalogue says about whether a role can write, gathered without writing anything and without a session of that role. */
export interface RoleEvidence {
  /** Why no table there can be written to, whoever logs in; null where the server or file takes writes. */
  readonly physical: string | null
  /** Why it is not physical, in words. */
  readonly notPhysical: string
  readonly findings: readonly WriteFinding[]
  /** Rights that could not be looked at; with any of these, their absence is not proven. */
  readonly unknown: readonly string[]
}

/** The same of a login, seen from a session of its own. */
export interface ReadOnlyEvidence extends RoleEvidence {
  /** Whether the session itself was seen to be read-only. */
  readonly guarded: boolean
}

/** Who may do what, as a catalogue lists it. */
export interface AccessFindings {
  readonly login: string
  readonly entries: readonly AccessEntry[]
  /** What could not be seen, in words. */
  readonly limits: readonly string[]
}
