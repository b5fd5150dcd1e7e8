import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { Glyph } from './glyph.tsx'
import { Icon } from './icon.tsx'
import styles from './tag.module.css'

/** A small word on its own ground: an enum's value, an engine. `outline` is the form for types a machine reads. */
export function Tag({ outline = false, children }: { readonly outline?: boolean; readonly children: ReactNode }) {
  return <span className={classNames(styles['tag'], outline && styles['outline'])}>{children}</span>
}

/** One key cap. */
export function Kbd({ children }: { readonly children: ReactNode }) {
  return <kbd className={styles['kbd']}>{children}</kbd>
}

/** The caps of a shortcut, one after the other. */
export function Keys({ keys }: { readonly keys: readonly string[] }) {
  return (
    <span className={styles['keys']}>
      {keys.map((key) => (
        <Kbd key={key}>{key}</Kbd>
      ))}
    </span>
  )
}

const noteGlyph = { warn: 'warn', odd: 'odd', fail: 'fail' } as const

/** A sentence that belongs to what stands beside it. */
export function Note({ tone, children }: { readonly tone: 'warn' | 'odd' | 'fail' | 'quiet'; readonly children: ReactNode }) {
  return (
    <div className={styles['note']} data-tone={tone}>
      {tone === 'quiet' ? <Icon name="info" size={14} /> : <Glyph name={noteGlyph[tone]} tone={tone} />}
      <div>{children}</div>
    </div>
  )
}
