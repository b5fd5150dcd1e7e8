import { userInfo } from 'node:os'
import { ProvostError } from '#contract/errors.ts'
import { connectionReset } from '../network-problem.ts'
import {
  clientCertificateProblem,
  driverCode,
  type Line,
  type LoginWish,
  looksLikeMysql,
  type Prober,
  type ServerConfig,
  wrongService,
} from '../probe/index.ts'
import { postgresProblem } from './errors.ts'

const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])
const protocolVersion = 196_608

const startup = (parameters: Readonly<Record<string, string>>): Buffer => {
  const pairs = Object.entries(parameters).map(([name, value]) => `${name}\0${value}\0`)
  const body = Buffer.from(`${pairs.join('')}\0`)
  const head = Buffer.alloc(8)
  head.writeInt32BE(8 + body.length, 0)
  head.writeInt32BE(protocolVersion, 4)
  return Buffer.concat([head, body])
}

/** No message before a login is longer; a number beyond it is another service's talk. */
const longestMessage = 30_000

/** A type byte, then a length that counts itself. */
const message = (bytes: Buffer): number | null =>
  bytes.length < 5 ? null : 1 + Math.min(Math.max(bytes.readInt32BE(1), 4), longestMessage)

/** What the server said, in the shape the driver's errors have, so that both are put in the same words. */
const serverError = (fields: Buffer): Error => {
  const found = new Map<string, string>()
  for (const field of fields.toString().split('\0')) if (field !== '') found.set(field.slice(0, 1), field.slice(1))
  const detail = found.get('D')
  return Object.assign(new Error(`${found.get('M') ?? 'The server gave no reason'}${detail === undefined ? '' : ` (${detail})`}`), {
    code: found.get('C') ?? '',
  })
}

const unknownMethods: Readonly<Record<number, string>> = { 2: 'Kerberos 5', 6: 'SCM credentials', 7: 'GSSAPI (Kerberos)', 9: 'SSPI' }

const wishOf = (body: Buffer, address: string): LoginWish => {
  const kind = body.readInt32BE(0)
  switch (kind) {
    case 0:
      return { asksForPassword: false, method: 'no password', clearText: false }
    case 3:
      return { asksForPassword: true, method: 'a password in clear text', clearText: true }
    case 5:
      return { asksForPassword: true, method: 'an MD5 password', clearText: false }
    case 10: {
      const mechanisms = body.subarray(4).toString('latin1').split('\0').filter(Boolean)
      if (mechanisms.some((each) => each.startsWith('SCRAM-SHA-256')))
        return { asksForPassword: true, method: 'SCRAM-SHA-256', clearText: false }
      throw methodUnsupported(address, mechanisms.join(', '))
    }
    default:
      throw methodUnsupported(address, unknownMethods[kind] ?? `method ${kind}`)
  }
}

const methodUnsupported = (address: string, method: string): ProvostError =>
  new ProvostError(
    'connection.auth-method-unsupported',
    `${address} asks to be logged in to by ${method}, which this console does not know.`,
    {
      remedy: [
        'Use a role that logs in with a password.',
        'Ask the database’s administrator for a pg_hba.conf line with scram-sha-256 for it.',
      ],
    },
  )

const addressOf = (config: ServerConfig): string => `${config.host}:${config.port}`
const userOf = (config: ServerConfig): string => config.user ?? userInfo().username

const greet: Prober['greet'] = async (line, place) => {
  line.write(sslRequest)
  const answer = await line.take((bytes) => (bytes.length === 0 ? null : 1))
  if (answer === null) throw connectionReset(place.words, new Error('The server closed without an answer.'))
  const rest = line.received
  const letter = answer.toString('latin1')
  // Bytes after the letter would be taken for encrypted ones: whoever sent them is not the server.
  if ((letter === 'S' || letter === 'N') && rest.length === 0) {
    return {
      offersTls: letter === 'S',
      flavour: 'postgres',
      words: letter === 'S' ? 'The server offers TLS.' : 'The server offers no TLS.',
    }
  }
  const said = Buffer.concat([answer, rest])
  if (letter === 'E' && !looksLikeMysql(said)) {
    // Servers before TLS, and full ones, answer at once with an error.
    const text = await line.take((bytes) => (bytes.length < 4 ? null : Math.min(Math.max(bytes.readInt32BE(0), 4), longestMessage)))
    if (text !== null) throw postgresProblem(serverError(text.subarray(4)), { address: place.words, database: '', user: '' })
  }
  throw wrongService(place.words, 'PostgreSQL', said)
}

const knock = async (line: Line, config: ServerConfig): Promise<LoginWish> => {
  line.write(startup({ user: userOf(config), database: config.database, application_name: 'Provost', client_encoding: 'UTF8' }))
  for (;;) {
    const answer = await line.take(message)
    if (answer === null) throw connectionReset(addressOf(config), new Error('The server closed before it asked for a login.'))
    const kind = String.fromCharCode(answer[0] ?? 0)
    if (kind === 'R') return wishOf(answer.subarray(5), addressOf(config))
    if (kind === 'E') {
      const login = { address: addressOf(config), database: config.database, user: userOf(config) }
      throw postgresProblem(serverError(answer.subarray(5)), login)
    }
    // Notices and the version it would rather speak come first.
    if (kind !== 'N' && kind !== 'v') throw wrongService(addressOf(config), 'PostgreSQL', answer)
  }
}

const refine: Prober['refine'] = (problem, { config, hasPassword, greeting }) => {
  const { detail } = problem
  const code = driverCode(problem)
  // A rule that rejects, or a server without TLS, is not mended by turning TLS on, although the sentence names encryption.
  if (problem.code === 'connection.tls-required' && (/rejects connection/i.test(detail) || !greeting.offersTls))
    return new ProvostError(
      'connection.host-not-allowed',
      `${addressOf(config)} does not allow this computer, user and database together.`,
      {
        detail,
        remedy: [
          'Have this computer’s address, the user and the database allowed in pg_hba.conf; a rule that rejects them may come first.',
          'Check the VPN: the server may see another address than usual.',
          ...(greeting.offersTls ? ['Try with TLS on: another rule may allow that.'] : []),
        ],
        cause: problem.cause,
      },
    )
  if (code === '28000' && /valid client certificate/i.test(detail))
    return clientCertificateProblem(addressOf(config), config.tls.cert !== null, problem.cause)
  if (code === '28000' && /certificate authentication failed/i.test(detail))
    return new ProvostError('connection.auth-failed', `The client certificate does not belong to the user "${userOf(config)}".`, {
      detail,
      remedy: ['Use the user that the certificate was made for.', 'Have a certificate made for this user.'],
      cause: problem.cause,
    })
  if (problem.code === 'connection.auth-failed' && !hasPassword)
    return new ProvostError(
      'connection.no-password',
      `${addressOf(config)} asks for a password of "${userOf(config)}" and none is stored.`,
      {
        detail,
        remedy: ['Enter the password for this connection.'],
        cause: problem.cause,
      },
    )
  return problem
}

/** The first words of PostgreSQL's protocol. */
export const postgresProber: Prober = { title: 'PostgreSQL', tellsWish: true, greet, requestTls: () => {}, knock, refine, driverCode }
