import { TextInput } from '@mantine/core'
import { useState } from 'react'
import type { LintFinding } from '#contract/migrations.ts'
import { Act, Glyph, LinkAct } from '../ui/index.ts'
import styles from './plan.module.css'
import { type Waivers, waivedBy } from './plan-facts.ts'

interface LintNoteProps {
  readonly finding: LintFinding
  readonly waivers: Waivers
  /** Why nothing may be let pass here; null where it may. */
  readonly refused: string | null
  readonly onWaive: (rule: string, reason: string | null) => void
}

/** What a statement would do, how to do it instead, and the way past it, with a reason that is audited. */
export function LintNote({ finding, waivers, refused, onWaive }: LintNoteProps) {
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const waived = waivedBy(finding, waivers)
  const error = finding.severity === 'error'
  return (
    <div className={styles['lint']} data-tone={waived !== null ? 'quiet' : error ? 'fail' : 'warn'}>
      <Glyph
        name={waived !== null ? 'skip' : error ? 'fail' : 'warn'}
        tone={waived !== null ? 'faint' : error ? 'fail' : 'warn'}
        label={waived !== null ? 'let pass' : finding.severity}
      />
      <div>
        <b>{finding.message}</b>
        <p>{finding.safeWay}</p>
        {waived === null ? null : <p>Let pass: “{waived}”</p>}
        {asking && waived === null ? (
          <form
            className={styles['waive']}
            onSubmit={(event) => {
              event.preventDefault()
              if (reason.trim() === '') return
              onWaive(finding.rule, reason.trim())
              setAsking(false)
            }}
          >
            <TextInput
              aria-label={`Why ${finding.rule} is let pass`}
              placeholder="Why it is let pass in this run"
              value={reason}
              maxLength={500}
              autoFocus
              onChange={(event) => setReason(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key !== 'Escape') return
                event.preventDefault()
                setAsking(false)
              }}
            />
            <Act
              size="xs"
              type="submit"
              whyNot={reason.trim() === '' ? 'The reason is kept in the audit log, so there has to be one.' : null}
            >
              Let it pass
            </Act>
          </form>
        ) : null}
      </div>
      <div className={styles['rule']}>
        <code>{finding.rule}</code>
        {waived === null ? (
          asking ? (
            <LinkAct onClick={() => setAsking(false)}>Keep it</LinkAct>
          ) : refused === null ? (
            <LinkAct onClick={() => setAsking(true)}>Let it pass…</LinkAct>
          ) : null
        ) : finding.waived === null ? (
          <LinkAct onClick={() => onWaive(finding.rule, null)}>Take back</LinkAct>
        ) : null}
      </div>
    </div>
  )
}
