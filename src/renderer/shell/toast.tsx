import { notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { Glyph, LinkAct } from '../ui/index.ts'

interface ToastOptions {
  readonly detail?: ReactNode
  /** The way back, or to what was made. */
  readonly act?: { readonly title: string; readonly run: () => void }
}

/** Says that an act is done. Failures that need something done are not toasts: they stay where they happened. */
export function toast(title: string, { detail, act }: ToastOptions = {}): void {
  const id = notifications.show({
    title,
    message: (
      <>
        {detail}
        {act === undefined ? null : (
          <div>
            <LinkAct
              onClick={() => {
                notifications.hide(id)
                act.run()
              }}
            >
              {act.title}
            </LinkAct>
          </div>
        )}
      </>
    ),
    icon: <Glyph name="ok" tone="ok" />,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    autoClose: act === undefined ? 4000 : 8000,
  })
}
