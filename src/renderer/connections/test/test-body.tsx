import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CertificateFacts, Fix } from '#contract/connection-test.ts'
import type { Connection, ConnectionHealth } from '#contract/connections.ts'
import { client, orpc } from '../../bridge/index.ts'
import { useWhyNot } from '../../shell/index.ts'
import { FailedFace, formatDuration, Glyph, Icon, LinkAct } from '../../ui/index.ts'
import { useChange } from '../change/index.ts'
import { explained, shortFailure } from './failure-words.ts'
import { GrantDialog } from './grant-dialog.tsx'
import { LastGood } from './last-good.tsx'
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
  const [asking, setAsking] = useState<Extract<Fix, { kind: 'trust-certificate' | 'grant-readonly' }> | 'password' | null>(null)
  const failure = run.test?.failure ?? null
  const siblings = failure === null ? [] : siblingsOf(connection, others, health, certificate)
  const over = (): void => {
    setAsking(null)
    onAgain()
  }
  const { make, busy, problem, question } = useChange(connection, over)
  const whyNot = refused ?? (busy ? 'The change is being made.' : null)
  const actOf = (fix: Fix): FixAct | null => {
    switch (fix.kind) {
      case 'trust-certificate':
        return { title: 'Trust it…', whyNot, run: () => setAsking(fix) }
      case 'grant-readonly':
        return { title: 'Let it read…', whyNot, run: () => setAsking(fix) }
      case 'set-password':
        // What a command prints is set where the command has it from.
        return connection.passwordFrom === 'command' ? null : { title: 'Enter password…', whyNot, run: () => setAsking('password') }
      case 'use-tls':
        return { title: 'Turn it on', whyNot, run: () => make({ tls: { mode: fix.mode } }) }
      case 'use-host':
        return { title: 'Use it', whyNot, run: () => make({ host: fix.host }) }
      case 'use-port':
        return { title: 'Use it', whyNot, run: () => make({ port: fix.port }) }
      case 'use-database':
        return { title: 'Use it', whyNot, run: () => make({ database: fix.database }) }
      case 'copy-grant':
        return null
    }
  }
  const kept = (): void => {
    void queryClient.invalidateQueries({ queryKey: orpc.connections.list.queryKey() })
    over()
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
      {problem === null ? null : <FailedFace problem={problem}>The connection is as it was.</FailedFace>}
      {run.test?.lastGood == null ? null : <LastGood lastGood={run.test.lastGood} now={new Date(run.startedAt)} />}
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
      {question}
      {asking === null ? null : asking === 'password' ? (
        <PasswordDialog
          name={connection.name}
          description={
            connection.passwordFrom === 'ask'
              ? 'Kept in memory until the console ends, and stored nowhere.'
              : 'Takes the place of the one in the vault. Nothing changes in the server.'
          }
          give={async (password) => {
            const { name } = connection
            if (connection.passwordFrom === 'ask') await client.connections.givePassword({ name, password })
            else await client.connections.change({ name, password })
          }}
          onClose={() => setAsking(null)}
          onGiven={kept}
        />
      ) : asking.kind === 'grant-readonly' ? (
        <GrantDialog fix={asking} onClose={() => setAsking(null)} onGranted={over} />
      ) : (
        <TrustDialog
          name={connection.name}
          sha256={asking.sha256}
          certificate={certificate}
          onClose={() => setAsking(null)}
          onTrusted={kept}
        />
      )}
    </>
  )
}
