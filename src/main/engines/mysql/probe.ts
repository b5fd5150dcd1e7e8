import { userInfo } from 'node:os'
import { ProvostError } from '#contract/errors.ts'
import { connectionReset } from '../network-problem.ts'
import { driverCode, type Line, type Place, type Prober, reach, type ServerConfig, wrongService } from '../probe/index.ts'
import { mysqlProblem } from './errors.ts'

/** How long a silent port is waited for before it is asked whether it is PostgreSQL, which waits to be spoken to. */
const silenceMs = 500
const postgresRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f])
const longestGreeting = 4096

const capability = { ssl: 0x0800, protocol41: 0x0200, secureConnection: 0x8000, pluginAuth: 0x0008_0000 } as const

/** Three bytes of length, a number, then the payload. */
const packet = (bytes: Buffer): number | null => (bytes.length < 4 ? null : 4 + Math.min(bytes.readUIntLE(0, 3), longestGreeting))

const addressOf = (config: ServerConfig): string => `${config.host}:${config.port}`
const userOf = (config: ServerConfig): string => config.user ?? userInfo().username

/** Asks, on a line of its own, whoever is silent: PostgreSQL answers by a letter, a web server by a page. */
const askSilent = async (place: Place, signal: AbortSignal): Promise<Buffer | null> => {
  const { line } = await reach(place, signal)
  try {
    line.write(postgresRequest)
    return await line.take((bytes) => (bytes.length === 0 ? null : bytes.length))
  } finally {
    line.destroy()
  }
}

const firstPacket = async (line: Line, place: Place, signal: AbortSignal): Promise<Buffer> => {
  if (!(await line.hears(silenceMs))) {
    const stop = new AbortController()
    const asking = askSilent(place, AbortSignal.any([signal, stop.signal])).then((bytes) =>
      bytes === null || bytes.length === 0 ? never() : Promise.reject(wrongService(place.words, 'MySQL or MariaDB', bytes)),
    )
    try {
      return await Promise.race([takeGreeting(line, place), asking])
    } finally {
      stop.abort()
      asking.catch(() => {})
    }
  }
  return takeGreeting(line, place)
}

/** The greeting may still come: what answered the other line by closing said nothing about it. */
const never = (): Promise<never> => new Promise(() => {})

const takeGreeting = async (line: Line, place: Place): Promise<Buffer> => {
  const bytes = await line.take((received) => {
    // Whoever does not begin as this protocol does is told by what it said, whole or not.
    if (received.length >= 5 && (received[3] !== 0 || (received[4] !== 0x0a && received[4] !== 0xff))) return received.length
    return packet(received)
  })
  if (bytes === null) {
    if (line.received.length > 0) throw wrongService(place.words, 'MySQL or MariaDB', line.received)
    throw connectionReset(place.words, new Error('The server closed without a greeting.'))
  }
  return bytes
}

const flavourOf = (version: string): 'mariadb' | 'mysql' => (/mariadb|^5\.5\.5-/i.test(version) ? 'mariadb' : 'mysql')

const greet: Prober['greet'] = async (line, place, signal) => {
  const bytes = await firstPacket(line, place, signal)
  const payload = bytes.subarray(4)
  if (bytes[3] !== 0 || (payload[0] !== 0x0a && payload[0] !== 0xff)) throw wrongService(place.words, 'MySQL or MariaDB', bytes)
  if (payload[0] === 0xff) {
    // A refusal instead of a greeting: full, or this computer is not let in.
    const words = payload
      .subarray(3)
      .toString()
      .replace(/^#.{5}/, '')
    const error = Object.assign(new Error(words), { errno: payload.readUInt16LE(1) })
    throw mysqlProblem(error, { address: place.words, database: '', user: '' }, 'mariadb')
  }
  const end = payload.indexOf(0, 1)
  const version = payload.subarray(1, end).toString()
  // Thread, first part of the salt and a zero lie between the version and the capabilities.
  const place1 = end + 1 + 4 + 8 + 1
  if (end === -1 || payload.length < place1 + 2) throw wrongService(place.words, 'MySQL or MariaDB', bytes)
  const offersTls = (payload.readUInt16LE(place1) & capability.ssl) !== 0
  const flavour = flavourOf(version)
  return { offersTls, flavour, words: offersTls ? 'The server offers TLS.' : 'The server offers no TLS.' }
}

/** The packet that asks for TLS: the head of a login, without the login. */
const requestTls = (line: Line): void => {
  const payload = Buffer.alloc(32)
  payload.writeUInt32LE(capability.ssl | capability.protocol41 | capability.secureConnection | capability.pluginAuth, 0)
  payload.writeUInt32LE(0x00ff_ffff, 4)
  payload[8] = 45 // utf8mb4
  const head = Buffer.from([payload.length, 0, 0, 1])
  line.write(Buffer.concat([head, payload]))
}

const refine: Prober['refine'] = (problem, { config, greeting, hasPassword, encrypted }) => {
  const { cause } = problem
  const number = Number(driverCode(problem))
  const login = { address: addressOf(config), database: config.database, user: userOf(config) }
  if (number >= 4000 && greeting.flavour !== 'postgres') return mysqlProblem(cause, login, greeting.flavour)
  if (problem.code === 'connection.auth-failed' && !hasPassword)
    return new ProvostError('connection.no-password', `${login.address} asks for a password of "${login.user}" and none is stored.`, {
      detail: problem.detail,
      remedy: ['Enter the password for this connection.'],
      cause,
    })
  // The server has one sentence for a wrong password and for an account that must use TLS; without TLS, TLS is the first thing to try.
  if (problem.code === 'connection.auth-failed' && !encrypted && greeting.offersTls)
    return new ProvostError('connection.auth-failed', problem.title, {
      detail: problem.detail,
      remedy: [
        'Try with TLS on: an account that requires it is refused with the same words.',
        ...problem.remedy.filter((step) => !/TLS/.test(step)),
      ],
      cause,
    })
  return problem
}

/** The first words of the protocol of MySQL and MariaDB. */
export const mysqlProber: Prober = {
  title: 'MySQL or MariaDB',
  tellsWish: false,
  greet,
  requestTls,
  knock: async () => null,
  refine,
  driverCode,
}
