import { forwardRef, type KeyboardEvent, type ReactNode, type Ref, useEffect, useRef, useState } from 'react'
import styles from './filter-chip.module.css'
import { Icon } from './icon.tsx'
import { Kbd } from './tag.tsx'

interface FilterChipProps {
  readonly field: string
  readonly operator: string
  readonly value?: ReactNode
  readonly onEdit?: () => void
  readonly onRemove: () => void
}

/** One filter that holds: its words open it, its cross lifts it. */
export const FilterChip = forwardRef(function FilterChip(
  { field, operator, value, onEdit, onRemove }: FilterChipProps,
  ref: Ref<HTMLSpanElement>,
) {
  return (
    <span ref={ref} className={styles['chip']}>
      <button type="button" className={styles['words']} onClick={onEdit}>
        {field} {operator} {value === undefined ? null : <b>{value}</b>}
      </button>
      <button type="button" className={styles['drop']} aria-label={`Remove the filter on ${field}`} onClick={onRemove}>
        <Icon name="close" size={12} />
      </button>
    </span>
  )
})

/** The dashed button that starts another filter. */
export const AddFilter = forwardRef(function AddFilter(
  { onClick, children = 'Filter' }: { readonly onClick?: () => void; readonly children?: ReactNode },
  ref: Ref<HTMLButtonElement>,
) {
  return (
    <button ref={ref} type="button" className={styles['add']} onClick={onClick}>
      <Icon name="plus" size={12} />
      {children}
    </button>
  )
})

interface SearchFieldProps {
  /** What is searched: "Filter tenants". Also its accessible name. */
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  /** How long typing rests before the change is told, in ms; 0 for lists already in memory. */
  readonly delayMs?: number
  /** The field that `/` goes to. At most one on a screen. */
  readonly slash?: boolean
  readonly width?: number | string
  /** Keys that belong to the list below the field: arrows, Enter. */
  readonly onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void
}

/** Text search over what stands below. Escape empties it. */
export function SearchField({ label, value, onChange, delayMs = 0, slash = true, width, onKeyDown }: SearchFieldProps) {
  const [text, setText] = useState(value)
  const told = useRef(value)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    if (value !== told.current) {
      told.current = value
      setText(value)
    }
  }, [value])
  useEffect(() => () => clearTimeout(timer.current), [])
  const change = (next: string, delay: number) => {
    setText(next)
    clearTimeout(timer.current)
    const tell = () => {
      told.current = next
      onChange(next)
    }
    if (delay === 0) tell()
    else timer.current = setTimeout(tell, delay)
  }
  return (
    <label className={styles['search']} style={width === undefined ? undefined : { width }}>
      <Icon name="search" size={14} />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        spellCheck={false}
        autoComplete="off"
        data-slash={slash || undefined}
        onChange={(event) => change(event.currentTarget.value, delayMs)}
        onKeyDown={(event) => {
          onKeyDown?.(event)
          if (event.key !== 'Escape') return
          event.preventDefault()
          if (text === '') event.currentTarget.blur()
          else change('', 0)
        }}
      />
      {slash && text === '' ? <Kbd>/</Kbd> : null}
    </label>
  )
}
