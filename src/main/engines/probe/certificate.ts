import type { X509Certificate } from 'node:crypto'
import type { TLSSocket } from 'node:tls'
import type { CertificateFacts } from '#contract/connection-test.ts'

/** `CN=a` of several lines as one line, the most telling first. */
const oneLine = (name: string): string => name.split('\n').reverse().join(', ')

/** The names a certificate was made for, without their kinds: `db.example`, `10.0.0.5`. */
export const certificateNames = (certificate: X509Certificate): string[] =>
  (certificate.subjectAltName ?? '')
    .split(/,\s*/)
    .flatMap((entry) => /^(?:DNS|IP Address):(.+)$/.exec(entry.trim())?.[1] ?? [])
    .map((name) => name.replaceAll('"', ''))

/** What the handshake showed of the other side. */
export const certificateFacts = (socket: TLSSocket, certificate: X509Certificate, trusted: boolean): CertificateFacts => ({
  subject: oneLine(certificate.subject),
  issuer: oneLine(certificate.issuer),
  names: certificateNames(certificate),
  validFrom: new Date(certificate.validFrom).toISOString(),
  validTo: new Date(certificate.validTo).toISOString(),
  sha256: certificate.fingerprint256,
  protocol: socket.getProtocol() ?? 'TLS',
  cipher: socket.getCipher().name,
  trusted,
})
