import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CertificateFacts, Fix } from '#contract/connection-test.ts'
import type { Connection, ConnectionHealth } from '#contract/connections.ts'
import { client, orpc } from '../../bridge/index.ts'
import { useWhyNot } from '../../shell/index.ts'
import { FailedFace, formatDuration, Glyph, Icon, LinkAct } from '../../ui/index.ts'
import { keepsPassword, replacePassword } from '../files/index.ts'
import { explained, shortFailure } from './failure-words.ts'
import { PasswordDialog } from './password-dialog.tsx'
import { siblingsOf } from './siblings.ts'
import { type FixAct, StageFailure } from './stage-failure.tsx'
import { StageList } from './stage-list.tsx'
import styles from './test-body.module.css'
import type { TestRun } from './test-run.ts'
import { TrustDialog } from './trust-dialog.tsx'

interface TestBodyProps {
  readonly connection: Connection
  readonly run: TestRun
  readonly certificate: CertificateFacts | undefined
  readonly others: readonly Connection[]
  readonly health: ReadonlyMap<string, ConnectionHealth>
  readonly onAgain: () => void
  readonly onChoose: (name: string) => void
}

/** The stages of a connection's test, what to do about the one that failed, and whether the server itself is up. */
export function TestBody({ connection, run, certificate, others, health, onAgain, onChoose }: TestBodyProps) {
  const queryClient = useQueryClient()
  const refused = useWhyNot('connections.manage')
  const [asking, setAsking] = useState<Extract<Fix, { kind: 'trust-certificate' }> | 'password' | null>(null)
  const failure = run.test?.failure ?? null
  const siblings = failure === null ? [] : siblingsOf(connection, others, health, certificate)
  const actOf = (fix: Fix): FixAct | null => {
    if (fix.kind === 'trust-certificate') return { title: 'Trust it…', whyNot: refused, run: () => setAsking(fix) }
    if (fix.kind === 'set-password' && (connection.passwordFrom === 'ask' || keepsPassword(connection)))
      return { title: 'Enter password…', whyNot: refused, run: () => setAsking('password') }
    return null
  }
  const over = (): void => {
    setAsking(null)
    void queryClient.invalidateQueries({ queryKey: orpc.connections.list.queryKey() })
    onAgain()
  }
  return (
    <>
      {run.state === 'broken' && run.problem !== null ? (
        <FailedFace problem={run.problem} onRetry={onAgain}>
          The stages below are as far as it came.
        </FailedFace>
      ) : null}
      <StageList
        run={run}
        engine={connection.engine}
        tunnel={connection.ssh !== null}
        failure={
          failure === null
            ? undefined
            : {
                short: shortFailure(failure),
                opened: (
                  <StageFailure
                    failure={failure}
                    address={connection.address}
                    database={connection.database}
                    explanation={explained(failure, certificate, connection.host)}
                    actOf={actOf}
                  />
                ),
              }
        }
      />
      {siblings.length === 0 ? null : (
        <section className={styles['siblings']}>
          <h3>
            The server is up <span>so only this connection is affected</span>
          </h3>
          <ul>
            {siblings.slice(0, 5).map((one) => (
              <li key={one.name}>
                <Glyph name="ok" tone="ok" label="answers" />
                <LinkAct onClick={() => onChoose(one.name)}>{one.name}</LinkAct>
                <span className={styles['by']}>same server, by {one.by}</span>
                <span className="num">{one.ms === null ? 'answers' : formatDuration(one.ms)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {failure?.stage === 'tls' ? (
        <p className={styles['foot']}>
          <Icon name="info" size={14} />
          Turning certificate checks off is not a remedy: anyone on the network could then read the password.
        </p>
      ) : null}
      {asking === null ? null : asking === 'password' ? (
        <PasswordDialog
          name={connection.name}
          description={
            connection.passwordFrom === 'ask'
              ? 'Kept in memory until the console ends, and stored nowhere.'
              : 'Takes the place of the one in the vault. Nothing changes in the server.'
          }
          give={async (password) => {
            if (connection.passwordFrom === 'ask') await client.connections.givePassword({ name: connection.name, password })
            else await replacePassword(connection, password)
          }}
          onClose={() => setAsking(null)}
          onGiven={over}
        />
      ) : (
        <TrustDialog
          name={connection.name}
          sha256={asking.sha256}
          certificate={certificate}
          onClose={() => setAsking(null)}
          onTrusted={over}
        />
      )}
    </>
  )
}
