import type { Connection } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { fingerprint } from '../../engines/index.ts'
import type { ConnectionRecord } from '../../fleet/registry/index.ts'

/**
 * The record with one certificate trusted by its SHA-256 fingerprint, or with that taken back. It turns TLS on where it was off:
 * whoever trusts a certificate wants to see it.
 * @throws ProvostError `connection.option-unsupported`, `call.invalid`
 */
export const withTrustedCertificate = (record: ConnectionRecord, sha256: string | null): ConnectionRecord => {
  const { connection, config, vaultKey } = record
  if (config.engine === 'sqlite') {
    throw new ProvostError('connection.option-unsupported', 'A SQLite file shows no certificate.', {
      remedy: ['Choose a connection to a server.'],
    })
  }
  const pin = sha256 === null ? null : fingerprint(sha256)
  if (sha256 !== null && pin === null) {
    throw new ProvostError('call.invalid', 'A SHA-256 fingerprint has 64 hexadecimal digits.', {
      remedy: ['Copy it from the test of the connection, or: openssl x509 -noout -fingerprint -sha256 -in FILE'],
    })
  }
  const mode = pin !== null && connection.tls.mode === 'disable' ? 'verify-full' : connection.tls.mode
  const tls: Connection['tls'] = { ...connection.tls, mode, pin }
  return { connection: { ...connection, tls }, config: { ...config, tls }, vaultKey }
}
