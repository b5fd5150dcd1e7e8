import type { ReactNode } from 'react'
import styles from './test-side.module.css'

/** The findings beside the stages, as high as the window. */
export function TestSide({ children }: { readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <aside className={styles['side']} aria-label="What the test found" tabIndex={0}>
      {children}
    </aside>
  )
}
