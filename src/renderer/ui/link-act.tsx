import type { ReactNode } from 'react'
import styles from './link-act.module.css'

/** An act in running text or at the end of a line, in the colour of links. */
export function LinkAct({ onClick, children }: { readonly onClick: () => void; readonly children: ReactNode }) {
  return (
    <button type="button" className={styles['link']} onClick={onClick}>
      {children}
    </button>
  )
}
