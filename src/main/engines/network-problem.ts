import { type ErrorCode, ProvostError } from '#contract/errors.ts'

interface Words {
  readonly code: ErrorCode
  readonly title: (address: string) => string
  readonly remedy: readonly string[]
  readonly retryable?: boolean
}

const trustRemedy = [
  'Import the certificate of the server’s authority and name it in the connection’s TLS settings.',
  'Compare the fingerprint with the one the database’s administrator gives you.',
]

const refused: Words = {
  code: 'connection.refused',
  title: (address) => `Nothing listens at ${address}.`,
  remedy: [
    'Check the host and the port.',
    'Check that the server runs, and that it listens on that address (listen_addresses, bind-address).',
  ],
  retryable: true,
}
const notFound: Words = {
  code: 'connection.host-not-found',
  title: (address) => `The host of ${address} is not known.`,
  remedy: ['Check the spelling of the host.', 'Check that the network or VPN that knows the name is on.'],
  retryable: true,
}
const unreachable: Words = {
  code: 'connection.unreachable',
  title: (address) => `The network does not reach ${address}.`,
  remedy: ['Check the network and the VPN.', 'Ask for this computer’s address to be allowed.'],
  retryable: true,
}
const timeout: Words = {
  code: 'connection.timeout',
  title: (address) => `${address} did not answer in time.`,
  remedy: [
    'Check the host and the port: another service, or a firewall, may stay silent there.',
    'Check the VPN.',
    'Raise the connect time-out for a slow network.',
  ],
  retryable: true,
}
const reset: Words = {
  code: 'connection.reset',
  title: (address) => `The connection to ${address} was cut.`,
  remedy: ['Try again: the server or a proxy on the way may have restarted.', 'Check the server’s log.'],
  retryable: true,
}
const untrusted: Words = {
  code: 'connection.tls-untrusted',
  title: (address) => `The certificate of ${address} is not trusted.`,
  remedy: trustRemedy,
}
const wrongHost: Words = {
  code: 'connection.tls-hostname-mismatch',
  title: (address) => `The certificate of ${address} was made for another name.`,
  remedy: ['Use one of the names in the certificate as the host.', 'Have a certificate made for this name.'],
}
const expired: Words = {
  code: 'connection.tls-expired',
  title: (address) => `The certificate of ${address} is not valid now.`,
  remedy: ['Check this computer’s clock.', 'Have the certificate renewed.'],
}
const protocol: Words = {
  code: 'connection.tls-protocol',
  title: (address) => `${address} and this computer share no version of TLS.`,
  remedy: ['Update the older side.'],
}

const byCode: Readonly<Record<string, Words>> = {
  ECONNREFUSED: refused,
  ENOTFOUND: notFound,
  EAI_AGAIN: notFound,
  EHOSTUNREACH: unreachable,
  ENETUNREACH: unreachable,
  EADDRNOTAVAIL: unreachable,
  ETIMEDOUT: timeout,
  ECONNRESET: reset,
  EPIPE: reset,
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  CERT_SIGNATURE_FAILURE: untrusted,
  CERT_UNTRUSTED: untrusted,
  ERR_TLS_CERT_ALTNAME_INVALID: wrongHost,
  CERT_HAS_EXPIRED: expired,
  CERT_NOT_YET_VALID: expired,
  EPROTO: protocol,
  ERR_SSL_UNSUPPORTED_PROTOCOL: protocol,
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: protocol,
}

/** The codes of an error and of what it wraps: a host of several addresses gives one error for each. */
const innermost = (error: unknown): unknown =>
  error instanceof AggregateError && error.errors.length > 0 ? innermost(error.errors[0]) : error

/** What the system or TLS said, in Provost's words; null where it is not theirs to say. */
export const networkProblem = (error: unknown, address: string): ProvostError | null => {
  const inner = innermost(error)
  if (!(inner instanceof Error) || !('code' in inner) || typeof inner.code !== 'string') return null
  const words = byCode[inner.code] ?? byCode[wordsOfMessage(inner.message) ?? '']
  return words ? toProblem(words, address, inner) : null
}

/** Drivers wrap TLS errors in codes of their own and leave only the words. */
const wordsOfMessage = (message: string): string | undefined => {
  if (/altnames|does not match certificate/i.test(message)) return 'ERR_TLS_CERT_ALTNAME_INVALID'
  if (/expired/i.test(message) && /certificate/i.test(message)) return 'CERT_HAS_EXPIRED'
  if (/self-signed|unable to verify|unable to get (local )?issuer/i.test(message)) return 'SELF_SIGNED_CERT_IN_CHAIN'
  if (/protocol version|unsupported protocol/i.test(message)) return 'EPROTO'
  return undefined
}

const toProblem = ({ code, title, remedy, retryable = false }: Words, address: string, cause: Error): ProvostError =>
  new ProvostError(code, title(address), { detail: cause.message, remedy, retryable, cause })

/** The same words where a driver gives only text. */
export const connectTimeout = (address: string, cause?: Error): ProvostError => toProblem(timeout, address, cause ?? new Error(''))
export const connectionReset = (address: string, cause?: Error): ProvostError => toProblem(reset, address, cause ?? new Error(''))
