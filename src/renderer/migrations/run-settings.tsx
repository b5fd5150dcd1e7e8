import { TextInput } from '@mantine/core'
import { countOf, Section } from '../ui/index.ts'
import { StopBlocks } from '../ui/run-charts/index.ts'
import styles from './plan.module.css'
import { type LimitFields, limitFaults, stopsAfter, waveWords } from './run-limits.ts'

interface RunSettingsProps {
  readonly fields: LimitFields
  readonly targets: number
  readonly onChange: (fields: LimitFields) => void
}

const labels: readonly (readonly [name: keyof LimitFields, label: string, placeholder: string])[] = [
  ['canary', 'Canary', '0'],
  ['wave', 'Targets in a wave', 'all'],
  ['concurrency', 'At once on a server', '8'],
  ['maxFailures', 'Stop after failures', 'never'],
  ['lockTimeoutMs', 'Lock timeout, ms', '1000'],
  ['statementTimeoutS', 'Statement limit, s', '60'],
]

/** How the run goes: who first, how many at once, and when it is to end by itself. */
export function RunSettings({ fields, targets, onChange }: RunSettingsProps) {
  const faults = limitFaults(fields)
  const faulty = Object.keys(faults).length > 0
  const stop = faulty ? null : stopsAfter(fields, targets)
  return (
    <>
      <Section title="How it runs" aside={<span className="num">{countOf(targets, 'target', 'targets')}</span>}>
        <div className={styles['fields']}>
          {labels.map(([name, label, placeholder]) => (
            <TextInput
              key={name}
              label={label}
              placeholder={placeholder}
              inputMode={name === 'maxFailures' ? 'text' : 'numeric'}
              autoComplete="off"
              value={fields[name]}
              error={faults[name]}
              onChange={(event) => onChange({ ...fields, [name]: event.currentTarget.value })}
            />
          ))}
        </div>
      </Section>
      {faulty ? null : (
        <Section title="So it goes">
          <ul className={styles['told']}>
            <li>{targets === 0 ? 'Nobody is worked on.' : `${waveWords(fields, targets)}.`}</li>
            <li>
              {Number(fields.canary) > 0 ? 'One failure among the canary ends it. ' : ''}
              {stop === null
                ? 'Failures after that do not end it.'
                : `${countOf(stop, 'failure ends', 'failures end')} it; those being worked on finish.`}
            </li>
            <li>
              A statement waits {fields.lockTimeoutMs} ms for its lock, then lets others pass and tries again.
              {Number(fields.statementTimeoutS) === 0 ? ' It has no other limit.' : ` It ends after ${fields.statementTimeoutS} s.`}
            </li>
          </ul>
          {stop === null ? null : <StopBlocks used={0} of={stop} />}
        </Section>
      )}
    </>
  )
}
