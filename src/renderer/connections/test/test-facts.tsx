import type { CertificateFacts, ConnectionTest } from '#contract/connection-test.ts'
import type { Connection } from '#contract/connections.ts'
import { toast, useInstants } from '../../shell/index.ts'
import { copyText } from '../../ui/grid/index.ts'
import { Facts, Glyph, type GlyphName, LinkAct, Section, State, toneColour } from '../../ui/index.ts'
import { commonName, nameCovers, shortFingerprint, validityWords } from './certificate-words.ts'
import { FirstRow } from './first-row.tsx'
import styles from './test-facts.module.css'

function Certificate({ facts, host, now }: { readonly facts: CertificateFacts; readonly host: string; readonly now: number }) {
  const instants = useInstants()
  const named = facts.names.some((name) => nameCovers(name, host))
  const validity = validityWords(facts, now)
  return (
    <Section>
      <div className={styles['label']}>You asked for</div>
      <div className={styles['name']}>
        <Glyph name={named ? 'ok' : 'fail'} tone={named ? 'ok' : 'fail'} label={named ? 'is on it' : 'is not on it'} />
        <code>{host}</code>
      </div>
      <div className={styles['label']}>It names</div>
      {facts.names.length === 0 ? <div>no server at all</div> : null}
      {facts.names.slice(0, 8).map((name) => (
        <div key={name} className={styles['name']}>
          <Glyph name="dot" tone="faint" />
          <code>{name}</code>
        </div>
      ))}
      {facts.names.length > 8 ? <div className={styles['label']}>and {facts.names.length - 8} more</div> : null}
      <div className={styles['facts']}>
        <Facts
          facts={[
            [
              'Subject',
              <span key="subject" title={facts.subject}>
                {commonName(facts.subject)}
              </span>,
            ],
            [
              'Issuer',
              <span key="issuer" title={facts.issuer}>
                {commonName(facts.issuer)}
              </span>,
            ],
            [
              'Valid',
              <span key="valid">
                {instants.day(new Date(facts.validFrom))} to {instants.day(new Date(facts.validTo))},{' '}
                <span style={{ color: toneColour(validity.tone) }}>{validity.words}</span>
              </span>,
            ],
            [
              'SHA-256',
              <span key="sha" title={facts.sha256}>
                <code>{shortFingerprint(facts.sha256)}</code>{' '}
                <LinkAct
                  onClick={() => {
                    copyText(facts.sha256)
                    toast('Fingerprint copied')
                  }}
                >
                  Copy
                </LinkAct>
              </span>,
            ],
            [
              'Protocol',
              <span key="protocol">
                {facts.protocol.replace('TLSv', 'TLS ')} <span style={{ color: toneColour('faint') }}>· {facts.cipher}</span>
              </span>,
            ],
          ]}
        />
      </div>
    </Section>
  )
}

const levelTitle = ['claimed only', 'guarded by the session', 'no right to write', 'nothing there can be written'] as const
const levelGlyph: readonly GlyphName[] = ['level-0', 'level-1', 'level-2', 'level-3']

function ReadOnly({ proof }: { readonly proof: NonNullable<ConnectionTest['readOnly']> }) {
  return (
    <Section title="Read-only" aside={`level ${proof.level} of 3`}>
      <div className={styles['level']}>
        <Glyph name={levelGlyph[proof.level] ?? 'level-0'} />
        <span>{levelTitle[proof.level]}</span>
      </div>
      <ul className={styles['reasons']}>
        {proof.reasons.slice(0, 12).map((reason) => (
          <li key={reason}>{reason}</li>
        ))}
      </ul>
      {proof.reasons.length > 12 ? <div className={styles['label']}>and {proof.reasons.length - 12} more in the report</div> : null}
    </Section>
  )
}

function Schema({ schema }: { readonly schema: NonNullable<ConnectionTest['schema']> }) {
  const { adapter, missing } = schema
  return (
    <Section title="Schema" aside={adapter ?? 'not recognised'}>
      {adapter === null ? (
        <State glyph="unknown" tone="faint">
          No LMS this version knows
        </State>
      ) : missing.length === 0 ? (
        <State glyph="ok" tone="ok">
          Recognised, with all its tables
        </State>
      ) : (
        <>
          <State glyph="warn" tone="warn">
            Recognised, {missing.length} missing
          </State>
          <div className={styles['missing']}>
            {missing.map((name) => (
              <code key={name}>{name}</code>
            ))}
          </div>
        </>
      )}
    </Section>
  )
}

interface TestFactsProps {
  readonly connection: Pick<Connection, 'name' | 'host' | 'tls'>
  readonly test: ConnectionTest | null
  readonly certificate: CertificateFacts | undefined
  readonly now: number
}

/** What the test found, beside its stages: certificate, read-only proof, schema, and how fast the database has been. */
export function TestFacts({ connection, test, certificate, now }: TestFactsProps) {
  return (
    <>
      <div className={styles['head']}>
        <h2>{certificate === undefined ? 'Findings' : 'Certificate'}</h2>
        {certificate === undefined ? null : certificate.trusted ? (
          <State glyph="ok" tone="ok">
            trusted, complete chain
          </State>
        ) : connection.tls.pin === certificate.sha256 ? (
          <State glyph="ok" tone="ok">
            trusted by its fingerprint
          </State>
        ) : (
          <State glyph="fail" tone="fail">
            not trusted
          </State>
        )}
      </div>
      {certificate === undefined && test?.readOnly == null && test?.schema == null ? (
        <Section>
          {test === null
            ? 'What the test finds is told here once it is over.'
            : 'The test stopped before it could find anything out about the server.'}
        </Section>
      ) : null}
      {certificate === undefined ? null : <Certificate facts={certificate} host={connection.host ?? ''} now={now} />}
      {test?.readOnly == null ? null : <ReadOnly proof={test.readOnly} />}
      {test?.schema == null ? null : <Schema schema={test.schema} />}
      <FirstRow name={connection.name} />
      <Section title="The copied report leaves out">
        The password and the user's name, and what stands in the rows. It keeps the stages, codes, times and the certificate's facts.
      </Section>
    </>
  )
}
