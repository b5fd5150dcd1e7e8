import { type ErrorCode, ProvostError } from '#contract/errors.ts'
import { connectionReset, connectTimeout, networkProblem } from '../network-problem.ts'
import { noStatement, queryFailed, queryTimeout, readOnly, tableGone } from '../problems.ts'

export interface Login {
  readonly address: string
  readonly database: string
  readonly user: string
}

interface Words {
  readonly code: ErrorCode
  readonly title: (login: Login) => string
  readonly remedy: readonly string[] | ((login: Login, said: string) => readonly string[])
  readonly retryable?: boolean
}

const authFailed: Words = {
  code: 'connection.auth-failed',
  title: ({ user }) => `The server refused the user "${user}" or its password.`,
  remedy: [
    'Enter the user name and the password again.',
    'Try with TLS on: an account that requires it is refused with the same words.',
    'Ask the database’s administrator from which hosts the account may log in.',
  ],
}
const tooMany: Words = {
  code: 'connection.too-many-connections',
  title: ({ address }) => `${address} has no connection left for this account.`,
  remedy: ['Try again when others have ended.', 'Make the pools smaller.', 'Ask for a higher limit of the account or the server.'],
  retryable: true,
}
const locked: Words = {
  code: 'connection.account-locked',
  title: ({ user }) => `The account "${user}" is locked.`,
  remedy: ['Have the account unlocked.'],
}
const denied: Words = {
  code: 'connection.permission-denied',
  title: ({ user }) => `The account "${user}" may not read that.`,
  remedy: ['Have SELECT granted on it.'],
}
/** The server names the rights that would do: SUPER for SHOW MASTER STATUS, and its like. */
const lacksRight: Words = {
  code: 'connection.permission-denied',
  title: ({ user }) => `The account "${user}" may not do that.`,
  remedy: (_login, told) => {
    const rights = /\bthe (.+?) privilege/i.exec(told)?.[1]
    return [`Have ${rights ?? 'the right that the server names'} granted, if the account is to see that.`, 'Or leave it out.']
  },
}
const runsNot: Words = {
  code: 'connection.permission-denied',
  title: ({ user }) => `The account "${user}" may not run that routine.`,
  remedy: ['If it only reads, have EXECUTE on it granted.', 'Or leave it out of the statement.'],
}
const expired: Words = {
  code: 'connection.password-expired',
  title: ({ user }) => `The password of "${user}" has expired.`,
  remedy: ['Set a new password for the account, then enter it here.'],
}
const needsTls: Words = {
  code: 'connection.tls-required',
  title: ({ address }) => `${address} takes no unencrypted connection.`,
  remedy: ['Turn TLS on in the connection’s settings.'],
}
const hostDenied: Words = {
  code: 'connection.host-not-allowed',
  title: ({ address }) => `${address} does not allow this computer.`,
  remedy: ['Have this computer’s address allowed for the account.', 'If it was blocked after errors: FLUSH HOSTS on the server.'],
}
const authMethod: Words = {
  code: 'connection.auth-method-unsupported',
  title: ({ address }) => `${address} asks for a way of logging in that this console does not know, or only over TLS.`,
  remedy: ['Turn TLS on.', 'Use an account that logs in with a password.'],
}
const busy: Words = {
  code: 'connection.busy',
  title: () => 'Something else holds a lock on that.',
  remedy: ['Try again when the other work is done.'],
  retryable: true,
}

/** Numbers below 4000 mean the same in MySQL and MariaDB. */
const byNumber: Readonly<Record<number, Words>> = {
  1040: tooMany,
  1203: tooMany,
  1226: tooMany,
  1044: {
    code: 'connection.database-denied',
    title: ({ user, database }) => `The account "${user}" may not use the database "${database}", or there is none of that name.`,
    remedy: ['Check the name.', 'Have a right on the database granted.'],
  },
  1045: authFailed,
  1698: authFailed,
  1049: {
    code: 'connection.database-missing',
    title: ({ database, address }) => `There is no database "${database}" on ${address}.`,
    remedy: ({ address, user }) => [
      'Check the name: on most servers it is case-sensitive.',
      `List the databases of the server: mysql -h ${address.slice(0, address.lastIndexOf(':'))} -P ${address.slice(address.lastIndexOf(':') + 1)} -u ${user} -p -e 'show databases'`,
    ],
  },
  1053: {
    code: 'connection.starting-up',
    title: ({ address }) => `The server at ${address} is stopping.`,
    remedy: ['Try again in half a minute.'],
    retryable: true,
  },
  1129: hostDenied,
  1130: hostDenied,
  1142: denied,
  1143: denied,
  1227: lacksRight,
  1370: runsNot,
  1205: busy,
  1213: busy,
  1251: authMethod,
  1820: expired,
  1862: expired,
  3118: locked,
  3159: needsTls,
}

/** From 4000 on the two reuse numbers for different things, so the flavour decides; it is not known before the login. */
const byFlavour: Readonly<Record<'mariadb' | 'mysql', Readonly<Record<number, Words>>>> = {
  mariadb: { 4151: locked },
  mysql: {},
}

const driverCodes: Readonly<Record<string, Words>> = {
  HANDSHAKE_NO_SSL_SUPPORT: {
    code: 'connection.tls-unsupported',
    title: ({ address }) => `${address} has no TLS.`,
    remedy: ['Have TLS turned on there.', 'Turn it off for this connection only on a network you trust.'],
  },
  AUTH_SWITCH_PLUGIN_ERROR: authMethod,
  HANDSHAKE_UNKNOWN_ERROR: authMethod,
}

const wrongService: Words = {
  code: 'connection.wrong-service',
  title: ({ address }) => `What answers at ${address} is not MySQL or MariaDB.`,
  remedy: ['Check the port.', 'Check whether a proxy answers instead of the server.'],
}

interface DriverError extends Error {
  readonly code?: unknown
  readonly errno?: unknown
}

const numberOf = (error: DriverError): number => (typeof error.errno === 'number' ? error.errno : 0)

/** A failure of the server, the driver or the network in Provost's words, by (flavour, number). The driver's code names are wrong for MariaDB. */
export const mysqlProblem = (error: unknown, login: Login, flavour: 'mariadb' | 'mysql'): ProvostError => {
  if (error instanceof ProvostError) return error
  if (!(error instanceof Error)) return networkProblem(error, login.address) ?? queryFailed(String(error))
  const failure: DriverError = error
  const number = numberOf(failure)
  const code = String(failure.code ?? '')
  const words = number >= 4000 ? byFlavour[flavour][number] : (byNumber[number] ?? driverCodes[code])
  if (words) return said(words, login, failure)
  const network = networkProblem(failure, login.address)
  if (network) return network
  if (code === 'PROTOCOL_CONNECTION_LOST' || /closed state|connection lost/i.test(failure.message))
    return connectionReset(login.address, failure)
  if (code === 'PROTOCOL_UNEXPECTED_PACKET' || /packet|protocol/i.test(code)) return said(wrongService, login, failure)
  return statementProblem(number, failure, login)
}

const said = ({ code, title, remedy, retryable = false }: Words, login: Login, cause: Error): ProvostError =>
  new ProvostError(code, title(login), {
    detail: cause.message,
    remedy: typeof remedy === 'function' ? remedy(login, cause.message) : remedy,
    retryable,
    cause,
  })

const statementProblem = (number: number, error: Error, login: Login): ProvostError => {
  switch (number) {
    case 1146:
      return tableGone(/Table '(?:[^']*\.)?([^'.]+)'/.exec(error.message)?.[1] ?? '', error)
    case 1792:
    case 1290:
    case 1568:
      return readOnly(error.message, error)
    case 1969:
    case 3024: {
      const { remedy } = queryTimeout(0)
      const title = 'The statement was stopped by the server: it took too long.'
      return new ProvostError('query.timeout', title, { detail: error.message, remedy, retryable: true, cause: error })
    }
    case 1317:
      return new ProvostError('query.failed', 'The statement was stopped in the server by somebody else.', {
        detail: error.message,
        remedy: ['Try again.'],
        retryable: true,
        cause: error,
      })
    case 1927:
    case 1152:
    case 1184:
      return connectionReset(login.address, error)
    case 1065:
      return noStatement(error)
    default:
      return 'code' in error && error.code === 'ETIMEDOUT' ? connectTimeout(login.address, error) : queryFailed(error.message, error)
  }
}

const numbers =
  (...known: readonly number[]) =>
  (error: unknown): boolean =>
    error instanceof Error && known.includes(numberOf(error))

/** Values that a type cannot take, or (1267 and its like) that the column's character set does not have. */
export const refusedValue = numbers(1292, 1366, 1411, 1525, 1690, 3140, 1267, 1270, 1271)
