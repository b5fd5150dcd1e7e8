import { type ErrorCode, ProvostError } from '#contract/errors.ts'
import { connectionReset, connectTimeout, networkProblem } from '../network-problem.ts'
import { notSingle, queryFailed, queryTimeout, readOnly, tableGone } from '../problems.ts'

interface Login {
  readonly address: string
  readonly database: string
  readonly user: string
}

const passwordRemedy = [
  'Enter the user name and the password again.',
  'Ask the database’s administrator whether the role exists, may log in (LOGIN) and has not expired (VALID UNTIL).',
]

interface Words {
  readonly code: ErrorCode
  readonly title: (login: Login) => string
  readonly remedy: readonly string[] | ((login: Login) => readonly string[])
  readonly retryable?: boolean
}

/** PostgreSQL's own client, which every machine near a server has. */
const listDatabases = ({ address, user }: Login): string => {
  const at = address.lastIndexOf(':')
  return `psql -h ${address.slice(0, at)} -p ${address.slice(at + 1)} -U ${user} -l`
}

const loginRefused: Words = {
  code: 'connection.auth-failed',
  title: ({ user }) => `The server refused the user "${user}" or its password.`,
  remedy: passwordRemedy,
}

const serverFull: Words = {
  code: 'connection.too-many-connections',
  title: ({ address }) => `${address} has no connection left.`,
  remedy: ['Try again when others have ended.', 'Make the pools smaller.', 'Ask for a higher limit of the role or the server.'],
  retryable: true,
}

const byState: Readonly<Record<string, Words>> = {
  '28P01': loginRefused,
  '3D000': {
    code: 'connection.database-missing',
    title: ({ database, address }) => `There is no database "${database}" on ${address}.`,
    remedy: (login) => ['Check the name: it is case-sensitive.', `List the databases of the server: ${listDatabases(login)}`],
  },
  '42501': {
    code: 'connection.permission-denied',
    title: ({ user }) => `The user "${user}" may not read that.`,
    remedy: ['Have the right granted: SELECT on the table, and USAGE on its schema.'],
  },
  '55000': {
    code: 'connection.database-denied',
    title: ({ database }) => `The database "${database}" takes no connections now.`,
    remedy: ['It may still be being made: try again later.', 'Ask the database’s administrator (datallowconn).'],
    retryable: true,
  },
  '53300': serverFull,
  '57P03': {
    code: 'connection.starting-up',
    title: ({ address }) => `The server at ${address} is starting or stopping.`,
    remedy: ['Try again in half a minute.'],
    retryable: true,
  },
  '55P03': {
    code: 'connection.busy',
    title: () => 'Something else holds a lock on that.',
    remedy: ['Try again when the other work is done.'],
    retryable: true,
  },
}

const noRule = (detail: string): Words => ({
  code: /no encryption|SSL off/i.test(detail) ? 'connection.tls-required' : 'connection.host-not-allowed',
  title: ({ address }) =>
    /no encryption|SSL off/i.test(detail)
      ? `${address} takes no unencrypted connection from this computer.`
      : `${address} does not allow this computer, user and database together.`,
  remedy: /no encryption|SSL off/i.test(detail)
    ? ['Turn TLS on in the connection’s settings.', 'If it is on, have this address allowed in pg_hba.conf.']
    : ['Have this computer’s address, the user and the database allowed in pg_hba.conf.', 'Check the VPN.'],
})

const terminated: Words = {
  code: 'connection.reset',
  title: ({ address }) => `The server at ${address} ended the session.`,
  remedy: ['Try again: the server may have restarted, or somebody ended the session.'],
  retryable: true,
}

/** What the driver says without a code, by its words. */
const byText: readonly (readonly [RegExp, Words])[] = [
  [
    /password must be a (non-empty )?string|Password must be a string/i,
    {
      code: 'connection.no-password',
      title: ({ address, user }) => `${address} asks for a password of "${user}" and none is stored.`,
      remedy: ['Enter the password for this connection.'],
    },
  ],
  [
    /does not support SSL/i,
    {
      code: 'connection.tls-unsupported',
      title: ({ address }) => `${address} has no TLS.`,
      remedy: ['Have TLS turned on there.', 'Turn it off for this connection only on a network you trust.'],
    },
  ],
  [
    /error establishing an SSL|invalid response|unexpected message|received invalid/i,
    {
      code: 'connection.wrong-service',
      title: ({ address }) => `What answers at ${address} is not PostgreSQL.`,
      remedy: ['Check the port.', 'Check whether a proxy answers instead of the server.'],
    },
  ],
  [
    /unsupported (authentication|SASL)|authentication method .* not supported|SASL: Only mechanism/i,
    {
      code: 'connection.auth-method-unsupported',
      title: ({ address }) => `${address} asks for a way of logging in that this console does not know.`,
      remedy: ['Use a role that logs in with a password (scram-sha-256).'],
    },
  ],
]

const stateOf = (error: Error): string | null => ('code' in error && typeof error.code === 'string' ? error.code : null)

/** A failure of the server, the driver or the network in Provost's words. */
export const postgresProblem = (error: unknown, login: Login): ProvostError => {
  if (error instanceof ProvostError) return error
  const network = networkProblem(error, login.address)
  if (network) return network
  if (!(error instanceof Error)) return queryFailed(String(error))
  const state = stateOf(error)
  const detail = error.message
  const words = state === null ? byText.find(([pattern]) => pattern.test(detail))?.[1] : wordsOf(state, detail)
  if (words) {
    const { code, title, remedy, retryable = false } = words
    return new ProvostError(code, title(login), {
      detail,
      remedy: typeof remedy === 'function' ? remedy(login) : remedy,
      retryable,
      cause: error,
    })
  }
  if (state === null) {
    if (/timeout expired|connection timeout/i.test(detail)) return connectTimeout(login.address, error)
    if (/connection (was )?terminated|not queryable|closed/i.test(detail)) return connectionReset(login.address, error)
    return queryFailed(detail, error)
  }
  return statementProblem(state, error)
}

/** Rules that ask who somebody is on their own computer: no password is ever asked for, right or wrong. */
const loginBySystem = (method: string): Words => ({
  code: 'connection.auth-method-unsupported',
  title: ({ address, user }) =>
    `${address} lets "${user}" in only by its name on the operating system (${method} in pg_hba.conf); a password is not asked for.`,
  remedy: [
    `Ask the database’s administrator for a pg_hba.conf line with scram-sha-256, for this user and this address, above the one with ${method}.`,
    'Or use a role that logs in with a password.',
  ],
})

/** What a login lacks, by what it was denied: a function is not mended by SELECT. */
const lacksRight = (detail: string): Words | undefined => {
  const denied = byState['42501']
  const [, kind, name] =
    /permission denied for (function|procedure|routine|sequence|schema|language|large object)\s+(.+)$/i.exec(detail) ?? []
  if (denied === undefined) return undefined
  if (kind === undefined || name === undefined)
    return /permission denied for (table|view|materialized view|foreign table|relation|column)/i.test(detail)
      ? denied
      : {
          ...denied,
          title: ({ user }) => `The user "${user}" may not do that.`,
          remedy: ['Have the right that the server names granted, or leave that part of the statement out.'],
        }
  const right = { sequence: 'SELECT', schema: 'USAGE', language: 'USAGE', 'large object': 'SELECT' }[kind.toLowerCase()] ?? 'EXECUTE'
  return {
    ...denied,
    title: ({ user }) => `The user "${user}" may not use the ${kind.toLowerCase()} ${name}.`,
    remedy: [
      `If it only reads, have ${right} on it granted; what changes something is not run from here.`,
      'Or leave it out of the statement.',
    ],
  }
}

/** One number for a full server, and for a role or a database at a limit of its own. */
const crowded = (detail: string): Words => {
  const [, kind, name] = /for (role|database) "(.+)"/i.exec(detail) ?? []
  const full = serverFull
  if (kind === undefined || name === undefined) return full
  const quoted = `"${name.replaceAll('"', '""')}"`
  return {
    ...full,
    title: ({ address }) => `The ${kind} "${name}" has as many connections to ${address} as it may have.`,
    remedy: [
      'Try again when others have ended; a limit of 0 lets nobody in.',
      `Ask the database’s administrator for a higher limit: ALTER ${kind.toUpperCase()} ${quoted} CONNECTION LIMIT …, where -1 is none.`,
    ],
  }
}

const noLogin: Words = {
  code: 'connection.account-locked',
  title: ({ user }) => `The role "${user}" may not log in.`,
  remedy: ['Use another role.', 'Ask the database’s administrator to let this one log in (ALTER ROLE … LOGIN).'],
}

/** What PgBouncer says, or says again of its server: it has one code for everything. */
const byPooler: readonly (readonly [RegExp, Words])[] = [
  [/SASL authentication failed|password authentication failed/i, loginRefused],
  [
    /^no such database|database ".*" does not exist/i,
    {
      code: 'connection.database-missing',
      title: ({ database, address }) => `The pooler at ${address} knows no database "${database}".`,
      remedy: ['Check the name.', 'Have the database named in the pooler’s configuration ([databases] of pgbouncer.ini).'],
    },
  ],
  [
    /no more connections allowed|query_wait_timeout|too many (connections|clients)|remaining connection slots/i,
    {
      code: 'connection.too-many-connections',
      title: ({ address }) => `The pooler at ${address} has no connection left.`,
      remedy: ['Try again when others have ended.', 'Ask for a larger pool or a higher max_client_conn.'],
      retryable: true,
    },
  ],
  [
    /cannot connect to server|server login failed|server_login_retry|client_login_timeout/i,
    {
      code: 'connection.refused',
      title: ({ address }) => `The pooler at ${address} answers, and does not reach its server.`,
      remedy: ['Check that the PostgreSQL server behind it runs.', 'Look at the pooler’s log.'],
      retryable: true,
    },
  ],
]

const wordsOf = (state: string, detail: string): Words | undefined => {
  const pooler = /^08/.test(state) ? byPooler.find(([pattern]) => pattern.test(detail)) : undefined
  if (pooler) return pooler[1]
  if (state === '28000' && /not permitted to log in/i.test(detail)) return noLogin
  const bySystem = /\b(ident|peer) authentication failed/i.exec(detail)?.[1]
  if (state === '28000' && bySystem !== undefined) return loginBySystem(bySystem.toLowerCase())
  if (state === '53300') return crowded(detail)
  if (state === '28000') return /pg_hba|no encryption/i.test(detail) ? noRule(detail) : byState['28P01']
  if (state === '42501' && /for database/i.test(detail))
    return {
      code: 'connection.database-denied',
      title: ({ user, database }) => `The user "${user}" may not connect to the database "${database}".`,
      remedy: ['Have CONNECT granted on the database.'],
    }
  if (state === '42501') return lacksRight(detail)
  if (state === '55000' && !/not currently accepting connections/i.test(detail)) return undefined
  if (state === '57P01' || state === '57P02' || state === '57P04' || state === '57P05' || state === '25P03') return terminated
  return byState[state]
}

const statementProblem = (state: string, error: Error): ProvostError => {
  if (state === '42P01') return tableGone(/relation "([^"]+)"/.exec(error.message)?.[1] ?? '', error)
  if (state === '25006') return readOnly(error.message, error)
  if (state === '57014') return /statement timeout/i.test(error.message) ? timedOut(error) : stoppedByServer(error)
  if (state === '42601' && /multiple commands/i.test(error.message)) return notSingle(error.message, error)
  return queryFailed(error.message, error)
}

const timedOut = (error: Error): ProvostError => {
  const problem = queryTimeout(0)
  return new ProvostError('query.timeout', 'The statement was stopped by the server: it took too long.', {
    detail: error.message,
    remedy: problem.remedy,
    retryable: true,
    cause: error,
  })
}

const stoppedByServer = (error: Error): ProvostError =>
  new ProvostError('query.failed', 'The statement was stopped in the server by somebody else.', {
    detail: error.message,
    remedy: ['Try again.'],
    retryable: true,
    cause: error,
  })

const states =
  (...known: readonly string[]) =>
  (error: unknown): boolean =>
    error instanceof Error && known.includes(stateOf(error) ?? '')

/** Values that a type cannot take: bad syntax, out of range, a NUL byte in text. */
export const refusedValue = states('22P02', '22007', '22008', '22003', '22021', '22P03', '22023', '23514', '42846')
/** Types that cannot be ordered or compared. */
export const refusedOrder = states('42883', '42804', '42809', '0A000')
