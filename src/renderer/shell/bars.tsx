import { useEffect, useState, useSyncExternalStore } from 'react'
import { bridge } from '../bridge/index.ts'
import { Act, Glyph, IconAct } from '../ui/index.ts'
import styles from './layout.module.css'
import { usePreference } from './preferences.ts'
import { useSession } from './session.tsx'

const useNow = (everyMs: number): number => {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

function LostBar({ retryAt }: { readonly retryAt: number | null }) {
  const now = useNow(500)
  const seconds = retryAt === null ? 0 : Math.max(0, Math.ceil((retryAt - now) / 1000))
  return (
    <div className={styles['bar']} data-tone="warn" role="status">
      <Glyph name={retryAt === null ? 'running' : 'warn'} tone="warn" />
      <span>
        The connection to the console is gone. What is shown may be old; nothing is sent until it is back.{' '}
        {retryAt === null ? 'Connecting.' : `Next attempt in ${seconds} s.`}
      </span>
      <span className={styles['push']}>
        <Act size="xs" onClick={() => bridge.retry()}>
          Try now
        </Act>
      </span>
    </div>
  )
}

/** Says that the bridge is gone, and when it is tried again. It goes by itself. */
export function BridgeBar() {
  const state = useSyncExternalStore(bridge.subscribe, bridge.state)
  if (state.kind === 'lost') return <LostBar retryAt={state.retryAt} />
  if (state.kind !== 'session-over') return null
  return (
    <div className={styles['bar']} data-tone="fail" role="alert">
      <Glyph name="fail" tone="fail" />
      <span>
        This browser's session is over. Run <code>provost serve url</code> where the console runs, and open the address it prints.
      </span>
    </div>
  )
}

const isStrings = (value: unknown): value is readonly string[] => Array.isArray(value) && value.every((item) => typeof item === 'string')

/** What a person must know since the workspace was opened: each stays until it is dismissed. */
export function NoticeBars() {
  const { notices } = useSession()
  const [dismissed, setDismissed] = usePreference<readonly string[]>('notices:dismissed', [], isStrings)
  return notices
    .map((notice) => ({ notice, key: `${notice.code} ${notice.title} ${notice.detail}` }))
    .filter(({ key }) => !dismissed.includes(key))
    .map(({ notice, key }) => (
      <div key={key} className={styles['bar']} data-tone="warn" role="status">
        <Glyph name="warn" tone="warn" />
        <span>
          <b>{notice.title}</b> {notice.remedy.join(' ')} {notice.detail === '' ? null : <code>{notice.detail}</code>}
        </span>
        <span className={styles['push']}>
          <IconAct icon="close" size="xs" label="Dismiss" onClick={() => setDismissed([...dismissed.slice(-20), key])} />
        </span>
      </div>
    ))
}
