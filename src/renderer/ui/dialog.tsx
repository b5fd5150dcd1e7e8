import { Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './dialog.module.css'
import { Glyph } from './glyph.tsx'

interface DialogProps {
  readonly title: string
  /** It reaches production: the plate stands by the title. */
  readonly production?: boolean
  readonly size?: number
  /** What is being done, in a sentence. Until it has ended the dialog stays: what was asked for is not called back by closing it. */
  readonly busy: string | null
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A dialog that asks for something, and is there until it is answered. */
export function Dialog({ title, production = false, size = 460, busy, onClose, children }: DialogProps) {
  return (
    <Modal
      opened
      onClose={() => {
        if (busy === null) onClose()
      }}
      title={
        production ? (
          <span className={styles['title']}>
            {title} <span className={styles['plate']}>PRODUCTION</span>
          </span>
        ) : (
          title
        )
      }
      size={size}
      withCloseButton={busy === null}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {children}
    </Modal>
  )
}

/** What is said before anything is done. */
export function DialogWords({ children }: { readonly children: ReactNode }) {
  return <div className={styles['words']}>{children}</div>
}

/** The answers, and while one is being carried out what goes on. */
export function DialogActs({ busy, children }: Pick<DialogProps, 'busy' | 'children'>) {
  return (
    <div className={styles['acts']}>
      <span className={styles['busy']} role="status">
        {busy === null ? null : (
          <>
            <Glyph name="running" tone="accent" />
            <span>{busy}</span>
          </>
        )}
      </span>
      {children}
    </div>
  )
}
