import type { CertificateFacts, TestFailure } from '#contract/connection-test.ts'
import { nameCovers } from './certificate-words.ts'

const short: Readonly<Partial<Record<TestFailure['code'], string>>> = {
  'connection.host-not-found': 'The name is not known',
  'connection.refused': 'Nothing listens there',
  'connection.timeout': 'No answer in time',
  'connection.unreachable': 'No way there',
  'connection.reset': 'The line was cut',
  'connection.wrong-service': 'Another service answers',
  'connection.tls-required': 'TLS is asked for',
  'connection.tls-unsupported': 'No TLS there',
  'connection.tls-untrusted': 'Certificate is not trusted',
  'connection.tls-hostname-mismatch': 'Certificate is for other names',
  'connection.tls-expired': 'Certificate has expired',
  'connection.tls-client-cert-required': 'A client certificate is asked for',
  'connection.tls-protocol': 'No common version of TLS',
  'connection.auth-failed': 'User or password refused',
  'connection.no-password': 'No password to send',
  'connection.host-not-allowed': 'This computer is not let in',
  'connection.database-missing': 'No such database',
  'connection.database-denied': 'Not let into this database',
  'connection.permission-denied': 'The right to read is missing',
  'connection.too-many-connections': 'No session is free',
  'connection.starting-up': 'The server is starting',
  'connection.account-locked': 'The account is locked',
  'connection.password-expired': 'The password has expired',
  'connection.insecure-refused': 'Not sent unencrypted',
}

/** What the failed stage's line says; the whole sentence stands in the verdict above it. */
export const shortFailure = ({ code, title }: Pick<TestFailure, 'code' | 'title'>): string => short[code] ?? title.replace(/\.$/, '')

/** What the certificate itself tells about the failure, where it tells more than the verdict; null else. What a machine reads stands between backticks. */
export function explained(failure: Pick<TestFailure, 'code'>, facts: CertificateFacts | undefined, host: string | null): string | null {
  if (facts === undefined || host === null) return null
  if (failure.code === 'connection.tls-hostname-mismatch') {
    const proven = facts.names[0]
    if (proven === undefined) return `You asked for \`${host}\`. The certificate names no server at all.`
    return `You asked for \`${host}\`. The server proved to be \`${proven}\`. The certificate itself is valid${facts.trusted ? ' and trusted' : ''}.`
  }
  if (failure.code === 'connection.tls-untrusted') {
    const named = facts.names.some((name) => nameCovers(name, host))
    return `Nobody this computer trusts vouches for it.${named ? ` It does name \`${host}\`.` : ` It does not name \`${host}\` either.`}`
  }
  return null
}
