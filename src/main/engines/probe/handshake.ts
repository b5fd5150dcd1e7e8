import type { X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import type { CertificateFacts } from '#contract/connection-test.ts'
import type { TlsMode } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { networkProblem } from '../network-problem.ts'
import { certificateFacts, certificateNames } from './certificate.ts'
import type { Line } from './line.ts'
import { tlsProblem } from './tls-problem.ts'

/** What a handshake of our own showed: the certificate, and what a mode would object to. */
export interface Handshake {
  readonly facts: CertificateFacts
  /** Null where the certificate proves the server as the mode asks. */
  problem(mode: TlsMode): ProvostError | null
}

const untrustedWords: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The server made its certificate itself.',
  SELF_SIGNED_CERT_IN_CHAIN: 'It comes from a private authority that is not known here.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    'The server shows its own certificate alone, and its issuer is not known here: either that is a private authority, whose file is to be named in the TLS settings, or the server leaves out a certificate between its own and a known authority’s.',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'It comes from an authority that is not known here.',
}

const shake = (line: Line, host: string, options: ConnectionOptions, signal: AbortSignal): Promise<TLSSocket> =>
  new Promise((resolve, reject) => {
    const socket = connect({
      ...options,
      socket: line.release(),
      // Every certificate is looked at before it is judged, so that its names can be shown.
      rejectUnauthorized: false,
      checkServerIdentity: () => undefined,
      ...(isIP(host) === 0 ? { servername: host } : {}),
    })
    const onAbort = (): void => {
      socket.destroy()
      reject(signal.reason)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('secureConnect', () => {
      signal.removeEventListener('abort', onAbort)
      socket.removeAllListeners('error')
      resolve(socket)
    })
    socket.once('error', (error) => {
      signal.removeEventListener('abort', onAbort)
      reject(error)
    })
    if (signal.aborted) onAbort()
  })

const namesMatch = (certificate: X509Certificate, host: string): boolean =>
  (isIP(host) === 0 ? certificate.checkHost(host) : certificate.checkIP(host)) !== undefined

const errorCode = (error: unknown): string =>
  typeof error === 'string' ? error : error instanceof Error && 'code' in error ? String(error.code) : ''

/** Carries the code that TLS gave, as drivers' errors do. */
const asError = (code: string): Error => Object.assign(new Error(code), { code })

/**
 * Lays TLS over the line, keeps it there, and tells what the server showed, whether or not it is to be trusted.
 * @throws ProvostError where no handshake came about
 */
export const handshake = async (
  line: Line,
  target: { readonly host: string; readonly address: string; readonly options: ConnectionOptions },
  signal: AbortSignal,
): Promise<Handshake> => {
  const { host, address, options } = target
  let socket: TLSSocket
  try {
    socket = await shake(line, host, options, signal)
  } catch (error) {
    throw tlsProblem(error, address, options.cert !== undefined) ?? error
  }
  line.continueOn(socket)
  const certificate = socket.getPeerX509Certificate()
  if (certificate === undefined) {
    throw new ProvostError('connection.tls-untrusted', `${address} showed no certificate.`, { remedy: ['Have one given to the server.'] })
  }
  const refusal = socket.authorized ? '' : errorCode(socket.authorizationError)
  const facts = certificateFacts(socket, certificate, socket.authorized)
  return { facts, problem: (mode) => judge({ mode, refusal, certificate, host, address, facts }) }
}

interface Judged {
  readonly mode: TlsMode
  readonly refusal: string
  readonly certificate: X509Certificate
  readonly host: string
  readonly address: string
  readonly facts: CertificateFacts
}

const judge = ({ mode, refusal, certificate, host, address, facts }: Judged): ProvostError | null => {
  if (mode === 'disable' || mode === 'require') return null
  if (refusal !== '') return refusedCertificate(refusal, address, facts)
  if (mode === 'verify-ca' || namesMatch(certificate, host)) return null
  const names = certificateNames(certificate)
  return new ProvostError('connection.tls-hostname-mismatch', `The certificate of ${address} was made for another name.`, {
    detail: names.length === 0 ? `It names no host; its subject is ${facts.subject}.` : `It was made for: ${names.join(', ')}.`,
    remedy: ['Use one of the names in the certificate as the host.', 'Have a certificate made for this name.'],
    cause: asError('ERR_TLS_CERT_ALTNAME_INVALID'),
  })
}

const refusedCertificate = (refusal: string, address: string, facts: CertificateFacts): ProvostError => {
  const dates = `It is valid from ${facts.validFrom} to ${facts.validTo}.`
  if (refusal === 'CERT_HAS_EXPIRED' || refusal === 'CERT_NOT_YET_VALID')
    return new ProvostError(
      'connection.tls-expired',
      refusal === 'CERT_HAS_EXPIRED' ? `The certificate of ${address} has expired.` : `The certificate of ${address} is not valid yet.`,
      { detail: dates, remedy: ['Check this computer’s clock.', 'Have the certificate renewed.'], cause: asError(refusal) },
    )
  return new ProvostError('connection.tls-untrusted', `The certificate of ${address} is not trusted.`, {
    detail: `${untrustedWords[refusal] ?? refusal} Issuer: ${facts.issuer}. Fingerprint (SHA-256): ${facts.sha256}`,
    remedy: networkProblem(asError('SELF_SIGNED_CERT_IN_CHAIN'), address)?.remedy ?? [],
    cause: asError(refusal),
  })
}
