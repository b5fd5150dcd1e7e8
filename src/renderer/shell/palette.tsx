import { Modal } from '@mantine/core'
import { skipToken, useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useId, useMemo, useState } from 'react'
import { orpc } from '../bridge/index.ts'
import { formatShort, Icon, Kbd, Keys, Tag } from '../ui/index.ts'
import { useAllCommands } from './commands.ts'
import { closePalette, openKeySheet, useDisclosures } from './disclosures.ts'
import { keyCaps } from './keys.ts'
import styles from './palette.module.css'
import { marked, type PaletteItem, paletteGroups } from './palette-items.ts'
import { isMac } from './platform.ts'
import { useSession } from './session.tsx'
import { useTarget, useTargets } from './target.ts'

const sectionOf = { here: 'Here', commands: 'Commands', go: 'Go to' } as const

function useTableItems(): PaletteItem[] {
  const target = useTarget()
  const { rights } = useSession()
  const navigate = useNavigate()
  const input = target !== null && rights.includes('tables.read') ? { target: target.reference } : skipToken
  const { data } = useQuery(orpc.tables.list.queryOptions({ input, staleTime: 300_000 }))
  if (target === null) return []
  return (data?.tables ?? []).map((table) => {
    const name = table.schema === null ? table.name : `${table.schema}.${table.name}`
    return {
      id: `table.${name}`,
      section: 'Tables here',
      title: table.name,
      mono: true,
      icon: 'table',
      detail: table.estimatedRows === null ? (table.schema ?? '') : `about ${formatShort(table.estimatedRows)} rows`,
      words: name,
      run: () => void navigate({ to: '/tables', search: { target: target.text, table: name } }),
    }
  })
}

function useItems(): PaletteItem[] {
  const commands = useAllCommands()
  const { tenants, connections } = useTargets()
  const tables = useTableItems()
  const navigate = useNavigate()
  return [
    ...tables,
    ...commands.filter((command) => command.id !== 'shell.palette').map((command) => ({ ...command, section: sectionOf[command.group] })),
    ...tenants.map(
      (tenant): PaletteItem => ({
        id: tenant.text,
        section: 'Tenants',
        title: tenant.title,
        icon: 'tenants',
        detail: tenant.text.slice('tenant:'.length),
        run: () => void navigate({ to: '.', search: { target: tenant.text } }),
      }),
    ),
    ...connections.map(
      (connection): PaletteItem => ({
        id: connection.text,
        section: 'Connections',
        title: connection.title,
        icon: 'plug',
        detail: connection.environment,
        run: () => void navigate({ to: '/connections', search: { open: connection.title } }),
      }),
    ),
  ]
}

/** One field for everything: commands, places, tenants, tables. */
export default function Palette() {
  const { paletteText } = useDisclosures()
  const [text, setText] = useState(paletteText)
  const [active, setActive] = useState(0)
  const target = useTarget()
  const items = useItems()
  const id = useId()
  const groups = useMemo(() => paletteGroups(items, text), [items, text])
  const flat = groups.flatMap((group) => group.items)
  const run = (item: PaletteItem | undefined) => {
    if (item === undefined || (item.whyNot ?? null) !== null) return
    closePalette()
    item.run()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      const next = (active + step + flat.length) % Math.max(1, flat.length)
      setActive(next)
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault()
      run(flat[active])
    } else if (event.key === '?' && text === '') {
      event.preventDefault()
      openKeySheet()
    }
  }
  let index = -1
  return (
    <Modal.Root opened onClose={closePalette} size={632} yOffset={104} padding={0} radius="xl" aria-label="Search or run">
      <Modal.Overlay />
      <Modal.Content aria-label="Search or run">
        <div className={styles['palette']}>
          <div className={styles['field']}>
            <Icon name="search" />
            <input
              data-autofocus
              role="combobox"
              aria-expanded
              aria-controls={`${id}-list`}
              aria-activedescendant={flat.length === 0 ? undefined : `${id}-${active}`}
              aria-label="Search or run"
              placeholder="Search or run"
              value={text}
              spellCheck={false}
              autoComplete="off"
              onKeyDown={onKeyDown}
              onChange={(event) => {
                setText(event.currentTarget.value)
                setActive(0)
              }}
            />
            {target === null ? null : <Tag outline>{target.title}</Tag>}
            <Kbd>esc</Kbd>
          </div>
          <div className={styles['list']} id={`${id}-list`} role="listbox" aria-label="Results" tabIndex={-1}>
            {groups.map((group) => (
              <div key={group.section} role="group" aria-label={group.section}>
                <div className={styles['group']}>{group.section}</div>
                {group.items.map((item) => {
                  index += 1
                  const own = index
                  const refused = item.whyNot ?? null
                  return (
                    <div
                      key={item.id}
                      id={`${id}-${own}`}
                      role="option"
                      tabIndex={-1}
                      className={styles['option']}
                      aria-selected={own === active}
                      aria-disabled={refused === null ? undefined : true}
                      data-active={own === active || undefined}
                      onPointerMove={() => setActive(own)}
                      onClick={() => run(item)}
                    >
                      <Icon name={refused === null ? (item.icon ?? 'arrow') : 'lock'} />
                      <span className={item.mono === true ? `${styles['title']} mono` : styles['title']}>
                        {marked(item.title, text).map((part) => (part.hit ? <mark key={part.text}>{part.text}</mark> : part.text))}
                      </span>
                      <span className={styles['detail']}>{refused ?? item.detail}</span>
                      {refused !== null ? null : own === active ? (
                        <Kbd>↵</Kbd>
                      ) : item.keys?.[0] === undefined ? null : (
                        <Keys keys={keyCaps(item.keys[0], isMac)} />
                      )}
                    </div>
                  )
                })}
              </div>
            ))}
            {flat.length === 0 ? <div className={styles['group']}>Nothing is called so. Fewer letters find more.</div> : null}
          </div>
          <div className={styles['foot']}>
            <span>
              <Kbd>↑</Kbd>
              <Kbd>↓</Kbd> choose
            </span>
            <span>
              <Kbd>↵</Kbd> run
            </span>
            <span className={styles['push']}>
              <Kbd>&gt;</Kbd> commands
            </span>
            <span>
              <Kbd>@</Kbd> tenants
            </span>
            <span>
              <Kbd>#</Kbd> tables
            </span>
            <span>
              <Kbd>?</Kbd> keys
            </span>
          </div>
        </div>
      </Modal.Content>
    </Modal.Root>
  )
}
