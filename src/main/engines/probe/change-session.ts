import type { AccessStatement } from '#contract/connection-access.ts'

/** A session that may write, opened for changes of accounts and rights alone. */
export interface ChangeSession {
  /** Runs the statements in order; where the engine can, all of them or none. */
  run(statements: readonly string[]): Promise<void>
  /** Sets the password of the account that is logged in, without the password being in a statement where the server allows that. */
  setOwnPassword(password: string): Promise<void>
  end(): Promise<void>
}

/** A role to be made. */
export interface GrantPlanRequest {
  readonly role: string
  readonly rights: 'read' | 'rows'
  readonly connectionLimit: number
  /** Null plans a role whose password is set some other time. */
  readonly password: string | null
}

/** What making a role takes, in order, and what could not be planned. */
export interface GrantPlan {
  readonly exists: boolean
  readonly statements: readonly AccessStatement[]
  /** Takes back what was done, where the engine cannot do so itself. */
  readonly undo: readonly string[]
  readonly warnings: readonly string[]
}
