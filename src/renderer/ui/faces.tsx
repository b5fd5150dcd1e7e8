import { type ReactNode, useEffect, useState } from 'react'
import type { Problem } from '#contract/errors.ts'
import { Act } from './button.tsx'
import styles from './faces.module.css'
import { Glyph } from './glyph.tsx'
import { Icon } from './icon.tsx'
import type { IconName } from './icon-shapes.tsx'
import { LinkAct } from './link-act.tsx'

interface FaceProps {
  readonly tile: ReactNode
  readonly tone?: 'fail'
  readonly title: string
  readonly children?: ReactNode
  readonly acts?: ReactNode
}

function Face({ tile, tone, title, children, acts }: FaceProps) {
  return (
    <section className={styles['face']} role={tone === 'fail' ? 'alert' : undefined}>
      <div className={styles['tile']} data-tone={tone}>
        {tile}
      </div>
      <div>
        <h2 className={styles['title']}>{title}</h2>
        {children}
        {acts === undefined ? null : <div className={styles['acts']}>{acts}</div>}
      </div>
    </section>
  )
}

interface PlainFaceProps {
  readonly title: string
  readonly children?: ReactNode
  /** Buttons: the first is what most people want next. */
  readonly acts?: ReactNode
}

/** Nothing is here yet, and what to do about it. */
export function EmptyFace({ icon, title, children, acts }: PlainFaceProps & { readonly icon: IconName }) {
  return (
    <Face tile={<Icon name={icon} size={24} />} title={title} acts={acts}>
      <div className={styles['body']}>{children}</div>
    </Face>
  )
}

/** Something is here, but no row passes the filters: says which, and how to lift them. */
export function FilteredFace({ title, children, onClear, acts }: PlainFaceProps & { readonly onClear: () => void }) {
  return (
    <Face
      tile={<Icon name="filter" size={24} />}
      title={title}
      acts={
        <>
          <Act onClick={onClear}>Clear filters</Act>
          {acts}
        </>
      }
    >
      <div className={styles['body']}>{children}</div>
    </Face>
  )
}

/** What this role may not see: which right it takes, and who has it. */
export function ForbiddenFace({ title, children, acts }: PlainFaceProps) {
  return (
    <Face tile={<Icon name="lock" size={24} />} title={title} acts={acts}>
      <div className={styles['body']}>{children}</div>
    </Face>
  )
}

interface FailedFaceProps {
  readonly problem: Problem
  /** What the failure left out and what still holds: "Its 24 tenants are not shown." */
  readonly children?: ReactNode
  readonly onRetry?: (() => void) | undefined
  readonly acts?: ReactNode
}

/** What happened, the remedy beside it, and the driver's own words for whoever needs them. */
export function FailedFace({ problem, children, onRetry, acts }: FailedFaceProps) {
  return (
    <Face
      tone="fail"
      tile={<Glyph name="fail" tone="fail" size={24} />}
      title={problem.title.replace(/\.$/, '')}
      acts={
        onRetry === undefined && acts === undefined ? undefined : (
          <>
            {onRetry === undefined ? null : (
              <Act look="primary" icon="refresh" onClick={onRetry}>
                Try again
              </Act>
            )}
            {acts}
          </>
        )
      }
    >
      {children === undefined ? null : <div className={styles['body']}>{children}</div>}
      {problem.remedy.length === 0 ? null : (
        <ol className={styles['remedy']}>
          {problem.remedy.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
      )}
      <code className={styles['code']}>{problem.code}</code>
      {problem.detail === '' ? null : (
        <details className={styles['detail']}>
          <summary>Driver's words</summary>
          <pre>{problem.detail}</pre>
        </details>
      )}
    </Face>
  )
}

interface LoadingFaceProps {
  /** What takes so long: "Asking 5 servers, 3 have answered". */
  readonly children: ReactNode
  readonly rows?: number
  readonly onCancel?: () => void
}

/** The shape of what comes; after a moment also what takes so long, and for how long it has. */
export function LoadingFace({ children, rows = 3, onCancel }: LoadingFaceProps) {
  const [seconds, setSeconds] = useState(0)
  useEffect(() => {
    const started = performance.now()
    const timer = setInterval(() => setSeconds((performance.now() - started) / 1000), 200)
    return () => clearInterval(timer)
  }, [])
  return (
    <div className={styles['loading']} role="status">
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: placeholder rows have no identity
        <div className={styles['ghost']} key={row}>
          <span />
          <span style={{ width: `${60 + ((row * 37) % 40)}%` }} />
          <span style={{ width: '60%' }} />
          <span style={{ width: '50%' }} />
        </div>
      ))}
      {seconds < 0.6 ? (
        <span className="sr-only">{children}</span>
      ) : (
        <div className={styles['waiting']}>
          <Glyph name="running" tone="accent" />
          <span>{children}</span>
          <span className="num">{seconds.toFixed(1)} s</span>
          {onCancel === undefined ? null : <LinkAct onClick={onCancel}>Cancel</LinkAct>}
        </div>
      )}
    </div>
  )
}
