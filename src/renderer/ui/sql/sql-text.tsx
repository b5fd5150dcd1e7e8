import { memo, type ReactNode, useMemo } from 'react'
import { classNames } from '../class-names.ts'
import styles from './sql-text.module.css'
import { sqlLines } from './sql-tokens.ts'

export interface LineNote {
  /** Counted from 1, in the text. */
  readonly line: number
  readonly tone?: 'fail' | 'warn'
  /** What stands under the line. */
  readonly body: ReactNode
}

interface SqlTextProps {
  readonly sql: string
  /** What the text is, for assistive technology. */
  readonly label: string
  readonly notes?: readonly LineNote[]
  /** Without line numbers, for a statement or two. */
  readonly bare?: boolean
}

/** SQL with its line numbers, and under a line what there is to say about it. */
export const SqlText = memo(function SqlText({ sql, label, notes = [], bare = false }: SqlTextProps) {
  const lines = useMemo(() => sqlLines(sql), [sql])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <div className={classNames(styles['text'], bare && styles['bare'])} role="group" aria-label={label} tabIndex={0}>
      {lines.map((tokens, index) => {
        const here = notes.filter(({ line }) => line === index + 1)
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its number
          <div key={index} className={styles['line']} data-tone={here.find(({ tone }) => tone === 'fail')?.tone ?? here[0]?.tone}>
            {bare ? null : (
              <span className={styles['number']} aria-hidden>
                {index + 1}
              </span>
            )}
            <code className={styles['code']}>
              {tokens.map(({ kind, text }, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line
                <span key={at} data-kind={kind}>
                  {text}
                </span>
              ))}
              {'\n'}
            </code>
            {here.map(({ body }, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: findings of one line
              <div key={at} className={styles['note']}>
                {body}
              </div>
            ))}
          </div>
        )
      })}
    </div>
  )
})
