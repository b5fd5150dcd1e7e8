import { type KeyboardEvent, type ReactNode, useRef } from 'react'
import { classNames } from './class-names.ts'
import styles from './pane.module.css'

export interface TabItem<Id extends string> {
  readonly id: Id
  readonly title: string
  readonly count?: ReactNode
  /** The count is of failures. */
  readonly loud?: boolean
}

interface TabsProps<Id extends string> {
  readonly label: string
  readonly tabs: readonly TabItem<Id>[]
  readonly value: Id
  readonly onChange: (id: Id) => void
  /** After the last tab: a plus that saves a view. */
  readonly end?: ReactNode
}

/** Underlined tabs: views over a table, sections of a side pane. Arrows move between them. */
export function Tabs<Id extends string>({ label, tabs, value, onChange, end }: TabsProps<Id>) {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const at = tabs.findIndex((tab) => tab.id === value)
    const next = tabs[(at + step + tabs.length) % tabs.length]
    if (next === undefined) return
    onChange(next.id)
    list.current?.querySelector<HTMLElement>(`[data-tab="${CSS.escape(next.id)}"]`)?.focus()
  }
  return (
    <div className={styles['tabs']}>
      <div ref={list} className={styles['tabList']} role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            data-tab={tab.id}
            aria-selected={tab.id === value}
            tabIndex={tab.id === value ? 0 : -1}
            onClick={() => onChange(tab.id)}
          >
            {tab.title}
            {tab.count === undefined ? null : (
              <span className={classNames('num', styles['count'], tab.loud === true && styles['loud'])}>{tab.count}</span>
            )}
          </button>
        ))}
      </div>
      {end}
    </div>
  )
}
