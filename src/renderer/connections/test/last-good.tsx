import type { ConnectionTest } from '#contract/connection-test.ts'
import { useInstants } from '../../shell/index.ts'
import { formatAgo, PlainTable } from '../../ui/index.ts'
import { shortFingerprint } from './certificate-words.ts'
import styles from './test-body.module.css'

/** Beside a failed test: when the connection last passed, and what is another since. */
export function LastGood({ lastGood, now }: { readonly lastGood: NonNullable<ConnectionTest['lastGood']>; readonly now: Date }) {
  const instants = useInstants()
  const at = new Date(lastGood.at)
  const shown = (what: string, value: string): string => (what === 'certificate' ? shortFingerprint(value) : value)
  return (
    <section className={styles['since']} aria-label="Since the last good test">
      <h3>
        It last passed {formatAgo(at, now)}{' '}
        <span>
          {instants.day(at)}, {instants.time(at)}
        </span>
      </h3>
      {lastGood.changes.length === 0 ? (
        <p>Nothing this test came to is another since: neither the settings nor what the server showed.</p>
      ) : (
        <PlainTable
          label="What is another since"
          heads={['What', 'Then', 'Now']}
          rows={lastGood.changes.map(({ what, before, now }) => ({
            key: what,
            cells: [
              what,
              <code key="before" title={before}>
                {shown(what, before)}
              </code>,
              <code key="now" title={now}>
                {shown(what, now)}
              </code>,
            ],
          }))}
        />
      )}
    </section>
  )
}
