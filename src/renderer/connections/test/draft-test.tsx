import type { Fix } from '#contract/connection-test.ts'
import type { EngineKind } from '#contract/connections.ts'
import { FailedFace } from '../../ui/index.ts'
import { withDraftFixes } from './draft-fix.ts'
import styles from './draft-test.module.css'
import { explained, shortFailure } from './failure-words.ts'
import { type FixAct, StageFailure } from './stage-failure.tsx'
import { StageList } from './stage-list.tsx'
import type { TestRun } from './test-run.ts'
import { Verdict } from './verdict.tsx'
import { verdictOf } from './verdict-words.ts'

interface DraftTestProps {
  readonly run: TestRun
  /** What the address looks like until the test says it. */
  readonly engine: EngineKind
  readonly address: string
  readonly actOf: (fix: Fix) => FixAct | null
}

/** The staged test of settings that are not kept yet, beside their form. */
export function DraftTest({ run, engine: guessed, address, actOf }: DraftTestProps) {
  const engine = run.test?.engine ?? guessed
  const failure = run.test?.failure == null ? null : withDraftFixes(run.test.failure)
  const certificate = run.stages.find((stage) => stage.certificate !== undefined)?.certificate
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/?#]*@)?(\[[^\]]*\]|[^:/?#]*)/i.exec(address)?.[1] ?? null
  const tunnel = run.stages.some(({ stage, status }) => stage === 'ssh' && status !== 'skipped' && status !== 'not-reached')
  return (
    <section className={styles['test']} aria-label="Test before adding">
      {run.state === 'broken' && run.problem !== null ? (
        <FailedFace problem={run.problem}>Nothing was tested, and nothing was added.</FailedFace>
      ) : (
        <>
          <Verdict verdict={verdictOf(run, engine, tunnel, null)} when={null} />
          <StageList
            run={run}
            engine={engine}
            tunnel={tunnel}
            failure={
              failure === null
                ? undefined
                : {
                    short: shortFailure(failure),
                    opened: (
                      <StageFailure
                        failure={failure}
                        address={address}
                        database=""
                        explanation={explained(failure, certificate, host)}
                        actOf={actOf}
                      />
                    ),
                  }
            }
          />
        </>
      )}
    </section>
  )
}
