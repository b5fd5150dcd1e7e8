import type { TestFacts } from './good-tests.ts'
import type { Findings } from './stage.ts'
import type { TestSubject } from './subject.ts'

/** The settings a test went by, and what it saw of the server. Neither a user nor a secret. */
export const factsOf = ({ record }: TestSubject, { place, tunnel, handshake, flavour, version, schema }: Findings): TestFacts => {
  const { connection } = record
  const settings = {
    address: connection.address,
    database: connection.database,
    'TLS mode': connection.tls.mode,
    tunnel: connection.ssh ?? 'none',
    access: connection.readWrite ? 'read-write' : 'read-only',
  } satisfies TestFacts
  return {
    ...settings,
    // The near end of a tunnel is another port each time.
    ...(place === null || tunnel !== null ? {} : { 'resolved to': place.addresses.toSorted().join(', ') }),
    ...(handshake === null
      ? {}
      : { certificate: handshake.facts.sha256, 'certificate ends': handshake.facts.validTo.slice(0, 10), issuer: handshake.facts.issuer }),
    ...(flavour === null || version === null ? {} : { server: `${flavour} ${version}` }),
    ...(schema === null ? {} : { schema: schema.adapter ?? 'not recognised' }),
  }
}
