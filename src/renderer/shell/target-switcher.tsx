import { Popover } from '@mantine/core'
import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import { classNames, EnvironmentWord, Icon, SearchField } from '../ui/index.ts'
import { type TargetRecord, useChooseTarget, useTarget, useTargets } from './target.ts'
import styles from './target-switcher.module.css'

/** More than this many are found by typing, not by looking. */
const shown = 200

interface SwitcherProps {
  /** Which targets the screen can work on; tenants and connections unless told. */
  readonly kinds?: readonly ('tenant' | 'connection')[]
  /** Takes the whole width it is given, as in a list pane. */
  readonly wide?: boolean
}

function useMatches(kinds: readonly string[], text: string) {
  const { tenants, connections } = useTargets()
  return useMemo(() => {
    const wanted = text.trim().toLowerCase()
    const has = (record: TargetRecord) =>
      `${record.title} ${record.text} ${record.database ?? ''} ${record.environment}`.toLowerCase().includes(wanted)
    const groups = [
      { title: 'Tenants', records: kinds.includes('tenant') ? tenants.filter(has) : [] },
      { title: 'Connections', records: kinds.includes('connection') ? connections.filter(has) : [] },
    ]
    return groups.filter((group) => group.records.length > 0)
  }, [tenants, connections, kinds, text])
}

function Choices({ kinds, onDone }: { readonly kinds: readonly string[]; readonly onDone: () => void }) {
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const groups = useMatches(kinds, text)
  const choose = useChooseTarget()
  const current = useTarget()
  const id = useId()
  const flat = groups.flatMap((group) => group.records.slice(0, shown))
  const take = (record: TargetRecord | undefined) => {
    if (record === undefined) return
    choose(record.text)
    onDone()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      const next = Math.max(0, Math.min(flat.length - 1, active + step))
      setActive(next)
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter') {
      event.preventDefault()
      take(flat[active])
    }
  }
  let index = -1
  return (
    <div>
      <div className={styles['search']}>
        <SearchField
          label="Find a tenant or connection"
          value={text}
          slash={false}
          width="100%"
          onKeyDown={onKeyDown}
          onChange={(next) => {
            setText(next)
            setActive(0)
          }}
        />
      </div>
      <div className={styles['list']} role="listbox" aria-label="Targets" aria-activedescendant={`${id}-${active}`} tabIndex={0}>
        {groups.map((group) => (
          <div key={group.title} role="group" aria-label={group.title}>
            <div className={styles['group']}>
              {group.title} <span className="num">{group.records.length}</span>
            </div>
            {group.records.slice(0, shown).map((record) => {
              index += 1
              const own = index
              return (
                <button
                  key={record.text}
                  id={`${id}-${own}`}
                  type="button"
                  role="option"
                  tabIndex={-1}
                  aria-selected={record.text === current?.text}
                  data-active={own === active || undefined}
                  className={styles['option']}
                  onPointerMove={() => setActive(own)}
                  onClick={() => take(record)}
                >
                  <span>{record.title}</span>
                  <small>
                    {record.environment === 'development' ? record.database : <EnvironmentWord environment={record.environment} />}
                  </small>
                </button>
              )
            })}
          </div>
        ))}
      </div>
      {flat.length === 0 ? <div className={styles['none']}>No tenant or connection is called so.</div> : null}
    </div>
  )
}

/** Which tenant or connection the screen works on, and the way to another. */
export function TargetSwitcher({ kinds = ['tenant', 'connection'], wide = false }: SwitcherProps) {
  const [open, setOpen] = useState(false)
  const target = useTarget()
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={320} trapFocus returnFocus>
      <Popover.Target>
        <button
          type="button"
          className={classNames(styles['button'], wide && styles['wide'])}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          data-target-switcher
        >
          <span>{target?.title ?? 'Choose a tenant'}</span>
          <Icon name="up-down" size={14} />
        </button>
      </Popover.Target>
      <Popover.Dropdown p={0}>
        <Choices kinds={kinds} onDone={() => setOpen(false)} />
      </Popover.Dropdown>
    </Popover>
  )
}
