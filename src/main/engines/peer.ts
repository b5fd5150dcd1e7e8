import type { X509Certificate } from 'node:crypto'
import type { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { ProvostError } from '#contract/errors.ts'
import type { EngineConfig } from './engine.ts'

type ServerConfig = Exclude<EngineConfig, { engine: 'sqlite' }>

/** A SHA-256 fingerprint in the one form it is compared in, `AB:CD:…`; null where it is none. Colons, case and a prefix are free. */
export const fingerprint = (text: string): string | null => {
  const digits = text
    .trim()
    .replace(/^sha-?256[:= ]?/i, '')
    .replaceAll(/[:\s]/g, '')
    .toUpperCase()
  return /^[0-9A-F]{64}$/.test(digits) ? (digits.match(/../g) ?? []).join(':') : null
}

/** Where a server is, for a person. */
export const addressOf = ({ host, port, ssh }: Pick<ServerConfig, 'host' | 'port' | 'ssh'>): string =>
  ssh === undefined || ssh === null ? `${host}:${port}` : `${host}:${port} (through ${ssh})`

/** Why a certificate is not the one a connection trusts; null where it is, or where none is pinned. */
export const pinProblem = (
  tls: Pick<ServerConfig['tls'], 'pin'>,
  certificate: Pick<X509Certificate, 'fingerprint256'> | undefined,
  address: string,
): ProvostError | null => {
  const pin = tls.pin ?? null
  if (pin === null || certificate?.fingerprint256 === pin) return null
  return new ProvostError('connection.tls-untrusted', `${address} shows another certificate than the one this connection trusts.`, {
    detail: `Trusted (SHA-256): ${pin}\nShown (SHA-256): ${certificate?.fingerprint256 ?? 'none'}`,
    remedy: [
      'Ask the database’s administrator whether the certificate was renewed, and for the fingerprint of the new one.',
      'Where it is the one shown, trust it for this connection.',
      'Else do not connect: somebody may stand in between.',
    ],
  })
}

/** Looks at the certificate of one driver's connection, before anything secret goes over it. */
export class PeerGuard {
  readonly #config: ServerConfig
  readonly #onCertificate: ((certificate: X509Certificate) => void) | undefined
  #accepted = false

  constructor(config: ServerConfig, onCertificate?: (certificate: X509Certificate) => void) {
    this.#config = config
    this.#onCertificate = onCertificate
  }

  /** Judges a finished handshake. */
  judge(socket: Socket): ProvostError | null {
    const certificate = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined
    const problem = pinProblem(this.#config.tls, certificate, addressOf(this.#config))
    if (problem !== null) return problem
    this.#accepted = true
    if (certificate !== undefined) this.#onCertificate?.(certificate)
    return null
  }

  /** Ends the socket as soon as its handshake shows another certificate, ahead of what the driver does then. */
  watch(socket: Socket): void {
    socket.prependOnceListener('secureConnect', () => {
      const problem = this.judge(socket)
      if (problem !== null) socket.destroy(problem)
    })
  }

  /** Sees that the certificate was looked at: a driver that changed its ways must not make a pin worth nothing. */
  confirm(): void {
    if (this.#accepted || (this.#config.tls.pin ?? null) === null) return
    throw new ProvostError('connection.tls-untrusted', `The certificate of ${addressOf(this.#config)} could not be looked at.`, {
      remedy: ['Report this: the connection was closed, since its certificate is pinned.'],
    })
  }
}
