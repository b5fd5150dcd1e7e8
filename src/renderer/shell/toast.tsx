import { notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { Glyph, type GlyphName, LinkAct, type Tone } from '../ui/index.ts'

interface ToastOptions {
  readonly detail?: ReactNode
  /** What it is a notice of; an act that is done unless told. */
  readonly glyph?: GlyphName
  readonly tone?: Tone
  /** The way back, or to what was made. */
  readonly act?: { readonly title: string; readonly run: () => void }
}

/** Says that an act is done. Failures that need something done are not toasts: they stay where they happened. */
export function toast(title: string, { detail, glyph = 'ok', tone = 'ok', act }: ToastOptions = {}): void {
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
    icon: <Glyph name={glyph} tone={tone} />,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    autoClose: act === undefined ? 4000 : 8000,
  })
}
