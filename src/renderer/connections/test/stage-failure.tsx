import { type ReactNode, useId, useState } from 'react'
import type { Fix, RemedyActor, TestFailure } from '#contract/connection-test.ts'
import { toast } from '../../shell/index.ts'
import { copyText } from '../../ui/grid/index.ts'
import { Act, LinkAct } from '../../ui/index.ts'
import styles from './stage-failure.module.css'
import { fixText, requestText, type Step, stepsOf } from './steps.ts'

/** What a fix's button does here. Null: it cannot be done from here, and its words are copied instead. */
export interface FixAct {
  readonly title: string
  readonly run: () => void
  readonly whyNot?: string | null
}

interface StageFailureProps {
  readonly failure: TestFailure
  readonly address: string
  readonly database: string
  /** More about it, where the certificate tells more. */
  readonly explanation: string | null
  readonly actOf: (fix: Fix) => FixAct | null
}

const actorWords: Readonly<Record<RemedyActor, string>> = { you: 'You', dba: 'Your DBA', network: 'The network' }

const copyWords: Readonly<Record<Fix['kind'], string>> = {
  'use-host': 'Copy name',
  'use-port': 'Copy port',
  'use-tls': 'Copy setting',
  'use-database': 'Copy name',
  'trust-certificate': 'Copy fingerprint',
  'copy-grant': 'Copy grant',
  'grant-readonly': 'Copy role',
  'set-password': 'Copy',
}

/** What stands between backticks is for a machine. */
const inCode = (text: string): ReactNode[] => text.split('`').map((part, at) => (at % 2 === 0 ? part : <code key={part}>{part}</code>))

function copy(text: string, what: string): void {
  copyText(text)
  toast(what)
}

function StepAct({
  step,
  act,
  first,
  request,
}: {
  readonly step: Step
  readonly act: FixAct | null
  readonly first: boolean
  readonly request: string
}) {
  const { fix } = step
  if (act !== null)
    return (
      <Act size="xs" look={first ? 'primary' : 'default'} whyNot={act.whyNot} onClick={act.run}>
        {act.title}
      </Act>
    )
  if (fix !== null)
    return fix.kind === 'set-password' ? null : (
      <Act size="xs" look={first && fix.kind === 'copy-grant' ? 'primary' : 'default'} onClick={() => copy(fixText(fix), 'Copied')}>
        {copyWords[fix.kind]}
      </Act>
    )
  if (step.actor === 'you') return null
  return (
    <Act size="xs" onClick={() => copy(request, 'Request copied')}>
      Copy request
    </Act>
  )
}

/** Under the failed stage: what the server said, what to do in order and who can, and the codes for a ticket. */
export function StageFailure({ failure, address, database, explanation, actOf }: StageFailureProps) {
  const [open, setOpen] = useState(false)
  const words = useId()
  const steps = stepsOf(failure)
  return (
    <div className={styles['failure']} role="alert">
      {explanation === null ? null : <p className={styles['explained']}>{inCode(explanation)}</p>}
      <ol className={styles['steps']}>
        {steps.map((step, index) => (
          <li key={`${step.title}${step.detail ?? ''}`} className={styles['step']}>
            <span className={styles['number']} aria-hidden>
              {index + 1}
            </span>
            <div className={styles['text']}>
              <span className={styles['title']}>{step.title}</span>
              {step.actor === null ? null : <span className={styles['actor']}>{actorWords[step.actor]}</span>}
              {step.detail === null ? null : <p>{step.detail}</p>}
              {step.fix?.kind === 'copy-grant' ? <pre>{step.fix.sql}</pre> : null}
            </div>
            <StepAct
              step={step}
              act={step.fix === null ? null : actOf(step.fix)}
              first={index === 0}
              request={requestText(failure, step, { address, database })}
            />
          </li>
        ))}
      </ol>
      <div className={styles['codes']}>
        <code>
          {failure.code}
          {failure.driverCode === null ? '' : ` · ${failure.driverCode}`}
        </code>
        <span aria-controls={words}>
          <LinkAct onClick={() => setOpen(!open)}>{open ? "Hide the driver's words" : "Driver's words"}</LinkAct>
        </span>
      </div>
      <pre id={words} className={styles['words']} hidden={!open}>
        {failure.detail === '' ? 'The driver said nothing more.' : failure.detail}
      </pre>
    </div>
  )
}
