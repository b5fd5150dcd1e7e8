import type { ReactNode } from 'react'
import styles from './pane.module.css'

/** A desk's whole pane: optional list, main, optional side pane, left to right. */
export function Screen({ children }: { readonly children: ReactNode }) {
  return <div className={styles['screen']}>{children}</div>
}

/** The column between rail and main in which one thing is chosen. */
export function ListPane({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <nav className={styles['list']} aria-label={label}>
      {children}
    </nav>
  )
}

export function MainPane({ children }: { readonly children: ReactNode }) {
  return <div className={styles['main']}>{children}</div>
}

interface HeaderProps {
  readonly title: ReactNode
  /** Beside the title, quieter: "300 on 5 servers". */
  readonly aside?: ReactNode
  readonly acts?: ReactNode
}

/** The 48 px head of a pane. On macOS it drags the window. */
export function PaneHeader({ title, aside, acts }: HeaderProps) {
  return (
    <header className={styles['header']} data-window-drag>
      <h1 className={styles['title']}>{title}</h1>
      {aside === undefined ? null : <div className={styles['aside']}>{aside}</div>}
      {acts === undefined ? null : <div className={styles['acts']}>{acts}</div>}
    </header>
  )
}

/** The 40 px bar of search, filters and, pushed to the end, how the rows are ordered. */
export function FilterBar({ children, end }: { readonly children: ReactNode; readonly end?: ReactNode }) {
  return (
    <div className={styles['bar']}>
      {children}
      {end === undefined ? null : <div className={styles['push']}>{end}</div>}
    </div>
  )
}

/** The line under a table: which rows of how many, and how they were found. */
export function PaneFoot({ children, end }: { readonly children: ReactNode; readonly end?: ReactNode }) {
  return (
    <footer className={styles['foot']}>
      {children}
      {end === undefined ? null : <div className={styles['push']}>{end}</div>}
    </footer>
  )
}

/** What scrolls under a header when it is no table. */
export function PaneBody({ children }: { readonly children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reached by the keyboard
    <div className={styles['body']} role="group" aria-label="Content" tabIndex={0}>
      {children}
    </div>
  )
}

export function Section({
  title,
  aside,
  children,
}: {
  readonly title?: ReactNode
  readonly aside?: ReactNode
  readonly children: ReactNode
}) {
  return (
    <section className={styles['section']}>
      {title === undefined ? null : (
        <h3 className={styles['sectionHead']}>
          {title}
          {aside === undefined ? null : <span>{aside}</span>}
        </h3>
      )}
      {children}
    </section>
  )
}

/** Names and values, two columns. A value that is absent says which absence it is: never a dash. */
export function Facts({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={styles['facts']}>
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

export function SummaryStrip({ children }: { readonly children: ReactNode }) {
  return <div className={styles['strip']}>{children}</div>
}

interface FigureProps {
  readonly label: string
  readonly value: ReactNode
  /** What it is of: "of 300". */
  readonly of?: ReactNode
  readonly note?: ReactNode
}

/** One number of a summary strip: never without what it is of. */
export function Figure({ label, value, of, note }: FigureProps) {
  return (
    <div className={styles['figure']}>
      <div className={styles['figureLabel']}>{label}</div>
      <div className={`${styles['figureValue']} num`}>
        {value}
        {of === undefined ? null : <small>{of}</small>}
      </div>
      <div className={styles['figureNote']}>{note}</div>
    </div>
  )
}

/** The rest of a summary strip, for a drawing. */
export function FigureRest({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles['figure']} data-grow>
      <div className={styles['figureLabel']}>{label}</div>
      {children}
    </div>
  )
}
