import { type ReactNode, useEffect, useRef } from 'react'
import { IconAct } from './button.tsx'
import styles from './pane.module.css'

interface SidePaneProps {
  readonly title: ReactNode
  readonly subtitle?: ReactNode
  /** Accessible name where the title is no plain text. */
  readonly label?: string
  readonly tabs?: ReactNode
  /** Beside the closing cross: "4 of 34" and its arrows. */
  readonly headActs?: ReactNode
  /** Pinned below; the primary act stands first, at the left. */
  readonly acts?: ReactNode
  readonly onClose: () => void
  readonly children: ReactNode
}

/** The pane that opens beside a table and never covers it; under 1180 px it lies over it. Escape closes it. */
export function SidePane({ title, subtitle, label, tabs, headActs, acts, onClose, children }: SidePaneProps) {
  const pane = useRef<HTMLElement>(null)
  const close = useRef(onClose)
  close.current = onClose
  useEffect(() => {
    // A dialog that closes by the same key is gone before the key arrives here: whether one stands is seen on the way down.
    let covered = false
    const onWayDown = () => {
      covered = document.querySelector('[role=dialog],[role=menu]') !== null
    }
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || covered) return
      event.preventDefault()
      close.current()
    }
    window.addEventListener('keydown', onWayDown, true)
    window.addEventListener('keydown', onKey)
    return () => {
      window.removeEventListener('keydown', onWayDown, true)
      window.removeEventListener('keydown', onKey)
    }
  }, [])
  return (
    <aside ref={pane} className={styles['side']} aria-label={label ?? (typeof title === 'string' ? title : undefined)}>
      <div className={styles['sideHead']}>
        <div>
          <h2 className={styles['title']}>{title}</h2>
          {subtitle === undefined ? null : <div className={styles['sideSub']}>{subtitle}</div>}
        </div>
        {headActs}
        <IconAct icon="close" label="Close" hint="Esc" onClick={onClose} />
      </div>
      {tabs}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard */}
      <div className={styles['body']} role="group" aria-label="Details" tabIndex={0}>
        {children}
      </div>
      {acts === undefined ? null : <div className={styles['sideActs']}>{acts}</div>}
    </aside>
  )
}
