/**
 * Every failure Provost expects has a code from this table. The code is stable: scripts, tests and the screens branch on it.
 * `exit` is the command line's exit status for it:
 * 1 it ran and fell short · 2 the call is wrong · 3 a confirmation is missing · 4 refused by policy.
 */
export const errorTable = {
  // The call itself
  'call.invalid': { exit: 2 },
  'call.cancelled': { exit: 1 },
  'call.deadline': { exit: 1 },
  'bridge.closed': { exit: 1 },
  'internal.fault': { exit: 1 },
  'output.unwritable': { exit: 1 },

  // Who may do what
  'access.denied': { exit: 4 },
  'operator.unknown': { exit: 2 },
  'operator.exists': { exit: 2 },
  'operator.name-invalid': { exit: 2 },
  'confirmation.missing': { exit: 3 },
  'confirmation.wrong': { exit: 3 },
  'confirmation.password': { exit: 3 },

  // The workspace and what it holds
  'workspace.unusable': { exit: 1 },
  'workspace.state-corrupt': { exit: 1 },
  'workspace.state-newer': { exit: 1 },
  'workspace.not-demo': { exit: 4 },
  'workspace.demo-exists': { exit: 4 },
  'workspace.busy': { exit: 1 },
  'workspace.exposed': { exit: 1 },
  'audit.chain-broken': { exit: 1 },
  'job.unknown': { exit: 2 },
  'job.not-running': { exit: 2 },
  'job.interrupted': { exit: 1 },
  'job.no-file': { exit: 2 },
  'export.failed': { exit: 1 },
  'export.target-unusable': { exit: 2 },
  'view.unknown': { exit: 2 },
  'alert.unknown': { exit: 2 },
  'serve.port-unusable': { exit: 1 },
  'serve.page-missing': { exit: 1 },
  'serve.not-running': { exit: 1 },
  'child.failed': { exit: 1 },
  'child.deadline': { exit: 1 },

  // The vault
  'vault.unusable': { exit: 1 },
  'vault.timeout': { exit: 1 },
  'vault.locked': { exit: 1 },
  'vault.passphrase-missing': { exit: 2 },
  'vault.passphrase-wrong': { exit: 1 },
  'vault.corrupt': { exit: 1 },

  // Connections: how they are named and written down
  'connection.unknown': { exit: 2 },
  'connection.exists': { exit: 2 },
  'connection.in-use': { exit: 4 },
  'connection.name-invalid': { exit: 2 },
  'connection.url-invalid': { exit: 2 },
  'connection.engine-unknown': { exit: 2 },
  'connection.option-unsupported': { exit: 2 },
  'connection.read-only': { exit: 4 },
  'connection.role-unsuitable': { exit: 2 },
  'connection.rotation-refused': { exit: 4 },
  'connection.rotation-failed': { exit: 1 },

  // Connections: read from other tools' files
  'connection.import-unreadable': { exit: 2 },
  'connection.import-unrecognised': { exit: 2 },
  'connection.import-incomplete': { exit: 2 },
  'connection.import-changed': { exit: 2 },

  // Connections: how they fail (the command line's contract)
  'connection.host-not-found': { exit: 1 },
  'connection.refused': { exit: 1 },
  'connection.timeout': { exit: 1 },
  'connection.unreachable': { exit: 1 },
  'connection.reset': { exit: 1 },
  'connection.wrong-service': { exit: 1 },
  'connection.tls-required': { exit: 1 },
  'connection.tls-unsupported': { exit: 1 },
  'connection.tls-untrusted': { exit: 1 },
  'connection.tls-hostname-mismatch': { exit: 1 },
  'connection.tls-expired': { exit: 1 },
  'connection.tls-client-cert-required': { exit: 1 },
  'connection.tls-protocol': { exit: 1 },
  'connection.auth-failed': { exit: 1 },
  'connection.no-password': { exit: 1 },
  'connection.host-not-allowed': { exit: 1 },
  'connection.database-missing': { exit: 1 },
  'connection.database-denied': { exit: 1 },
  'connection.permission-denied': { exit: 1 },
  'connection.too-many-connections': { exit: 1 },
  'connection.starting-up': { exit: 1 },
  'connection.account-locked': { exit: 1 },
  'connection.password-expired': { exit: 1 },
  'connection.auth-method-unsupported': { exit: 1 },
  'connection.file-missing': { exit: 1 },
  'connection.file-not-a-database': { exit: 1 },
  'connection.file-empty': { exit: 1 },
  'connection.file-corrupt': { exit: 1 },
  'connection.file-permission': { exit: 1 },
  'connection.busy': { exit: 1 },
  'connection.ssh-failed': { exit: 1 },
  'connection.ssh-host-key': { exit: 1 },
  'connection.insecure-refused': { exit: 4 },

  // Reading
  'table.unknown': { exit: 2 },
  'table.gone': { exit: 1 },
  'column.unknown': { exit: 2 },
  'cursor.invalid': { exit: 2 },
  'filter.invalid': { exit: 2 },
  'sort.invalid': { exit: 2 },
  'query.failed': { exit: 1 },
  'query.timeout': { exit: 1 },
  'query.too-large': { exit: 1 },
  'query.not-single': { exit: 2 },
  'query.read-only': { exit: 4 },

  // Tenants and what the registrar reads
  'tenant.unknown': { exit: 2 },
  'tenant.exists': { exit: 2 },
  'tenant.domain-invalid': { exit: 2 },
  'tenant.database-taken': { exit: 2 },
  'tenant.database-invalid': { exit: 2 },
  'tenant.group-invalid': { exit: 2 },
  'tenant.group-unknown': { exit: 2 },
  'blueprint.unknown': { exit: 2 },

  // Migrations
  'migration.nothing-selected': { exit: 2 },
  'migration.source-missing': { exit: 2 },
  'migration.source-unrecognised': { exit: 2 },
  'migration.source-invalid': { exit: 2 },
  'migration.sql-invalid': { exit: 2 },
  'migration.version-unknown': { exit: 2 },
  'migration.engine-mismatch': { exit: 2 },
  'migration.name-invalid': { exit: 2 },
  'migration.file-exists': { exit: 2 },
  'migration.external': { exit: 4 },
  'migration.lint': { exit: 4 },
  'migration.locked': { exit: 4 },
  'migration.pooler': { exit: 4 },
  'migration.checksum-drift': { exit: 1 },
  'migration.file-missing': { exit: 1 },
  'migration.out-of-order': { exit: 1 },
  'migration.unknown-version': { exit: 1 },
  'migration.failed-row': { exit: 1 },
  'migration.diverged': { exit: 1 },
  'migration.drifted': { exit: 1 },
  'migration.baseline-needed': { exit: 1 },
  'migration.failed': { exit: 1 },
  'migration.lock-timeout': { exit: 1 },
  'migration.statement-timeout': { exit: 1 },
  'migration.no-way-back': { exit: 1 },
  'migration.plan-changed': { exit: 1 },
  'migration.tool-missing': { exit: 1 },
  'migration.tool-failed': { exit: 1 },
  'migration.interrupted': { exit: 1 },
  'migration.resolve-undecided': { exit: 1 },
  'migration.scratch-refused': { exit: 1 },
  'run.unknown': { exit: 2 },
  'run.active': { exit: 4 },
  'run.ended': { exit: 2 },
  'lms.unrecognised': { exit: 1 },
  'lms.absent': { exit: 1 },
  'record.unknown': { exit: 2 },
} as const satisfies Record<string, { readonly exit: 1 | 2 | 3 | 4 }>

export type ErrorCode = keyof typeof errorTable

/** What crosses the bridge, is printed by the command line and is kept in the audit log: the same words everywhere. */
export interface Problem {
  readonly code: ErrorCode
  /** One plain sentence: what happened. */
  readonly title: string
  /** The driver's or the system's own words; empty where there are none. Never holds a secret. */
  readonly detail: string
  /** What to do next, in order. */
  readonly remedy: readonly string[]
  /** Whether the same call may succeed later without anything being changed. */
  readonly retryable: boolean
}

/**
 * The one error class. Everything Provost expects to go wrong is one of these;
 * a bug is not dressed up as one and arrives as `internal.fault`.
 */
export class ProvostError extends Error implements Problem {
  override readonly name = 'ProvostError'
  readonly code: ErrorCode
  readonly title: string
  readonly detail: string
  readonly remedy: readonly string[]
  readonly retryable: boolean

  constructor(
    code: ErrorCode,
    title: string,
    more: { detail?: string; remedy?: readonly string[]; retryable?: boolean; cause?: unknown } = {},
  ) {
    super(title, more.cause === undefined ? undefined : { cause: more.cause })
    this.code = code
    this.title = title
    this.detail = more.detail ?? ''
    this.remedy = more.remedy ?? []
    this.retryable = more.retryable ?? false
  }

  static from(problem: Problem): ProvostError {
    return new ProvostError(problem.code, problem.title, problem)
  }

  toJSON(): Problem {
    const { code, title, detail, remedy, retryable } = this
    return { code, title, detail, remedy, retryable }
  }
}

/** The command line's exit status for a failure. */
export const exitStatus = (code: ErrorCode): 1 | 2 | 3 | 4 => errorTable[code].exit
