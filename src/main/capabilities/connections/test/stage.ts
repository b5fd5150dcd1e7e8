import type { CertificateFacts, Fix, ReadOnlyProof, StageStatus, TestStage } from '#contract/connection-test.ts'
import type { ProvostError } from '#contract/errors.ts'
import type { Database, Greeting, Handshake, Line, LoginWish, Place, Tunnel } from '../../../engines/index.ts'
import type { Deadline } from './deadline.ts'
import type { TestServices, TestSubject } from './subject.ts'

/** What a stage found out, for those after it. */
export interface Findings {
  place: Place | null
  /** The share in the SSH tunnel, where there is one. */
  tunnel: Tunnel | null
  line: Line | null
  greeting: Greeting | null
  handshake: Handshake | null
  wish: LoginWish | null
  database: Database | null
  /** The login was accepted and the database was not. */
  databaseProblem: ProvostError | null
  hasPassword: boolean
  flavour: string | null
  version: string | null
  readOnly: ReadOnlyProof | null
  schema: { readonly adapter: string | null; readonly missing: string[] } | null
  /** The mapped tables, or the first of those there are, without views: what the sample reads. */
  tables: readonly { readonly schema: string | null; readonly name: string }[]
}

export interface StageContext {
  readonly subject: TestSubject
  readonly services: TestServices
  /** Ends when the caller does. */
  readonly caller: AbortSignal
  /** Ends with the connect time-out too: everything up to the login shares it. */
  readonly connecting: Deadline
  readonly found: Findings
}

export interface Outcome {
  readonly status?: StageStatus
  readonly detail: string
  readonly certificate?: CertificateFacts
}

export interface Stage {
  readonly stage: TestStage
  run(context: StageContext): Promise<Outcome>
}

/** A stage's failure with what belongs to it beside the words: the certificate seen, and what Provost could change. */
export class StageFailure extends Error {
  readonly problem: ProvostError
  readonly certificate: CertificateFacts | undefined
  readonly fixes: readonly Fix[]

  constructor(problem: ProvostError, more: { readonly certificate?: CertificateFacts; readonly fixes?: readonly Fix[] } = {}) {
    super(problem.message, { cause: problem })
    this.problem = problem
    this.certificate = more.certificate
    this.fixes = more.fixes ?? []
  }
}

export const skipped = (detail: string): Outcome => ({ status: 'skipped', detail })

/** A value that an earlier stage has surely left; its absence is a fault of ours. */
export const present = <Value>(value: Value | null, what: string): Value => {
  if (value === null) throw new Error(`The stage before left no ${what}`)
  return value
}
