import { useVirtualizer } from '@tanstack/react-virtual'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import type { TableEntry } from '#contract/tables.ts'
import { TargetSwitcher } from '../shell/index.ts'
import { formatShort, Icon, ListPane, PaneHeader, SearchField } from '../ui/index.ts'
import styles from './table-list.module.css'
import { groupTables, tableText } from './table-name.ts'

interface TableListProps {
  readonly tables: readonly TableEntry[]
  readonly current: string | null
  readonly onChoose: (table: TableEntry) => void
}

type Line = { readonly group: string } | { readonly table: TableEntry }

/** The tables of a database under what they hold, with the database's own estimate of their rows. */
export function TableList({ tables, current, onChoose }: TableListProps) {
  const [search, setSearch] = useState('')
  const scroller = useRef<HTMLDivElement>(null)
  const lines = useMemo((): Line[] => {
    const wanted = search.trim().toLowerCase()
    return groupTables(tables.filter((table) => tableText(table).toLowerCase().includes(wanted))).flatMap((group) => [
      { group: group.title },
      ...group.tables.map((table) => ({ table })),
    ])
  }, [tables, search])
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => ('group' in (lines[index] ?? { group: '' }) ? 32 : 26),
    overscan: 12,
    useFlushSync: false,
  })
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0) return
    event.preventDefault()
    const at = lines.findIndex((line) => 'table' in line && tableText(line.table) === (focused(event) ?? current))
    for (let next = at + step; next >= 0 && next < lines.length; next += step) {
      const line = lines[next]
      if (line === undefined || !('table' in line)) continue
      virtual.scrollToIndex(next)
      const text = tableText(line.table)
      requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-table="${CSS.escape(text)}"]`)?.focus())
      return
    }
  }
  return (
    <ListPane label="Tables">
      <PaneHeader title="Tables" aside={<span className="num">{tables.length}</span>} />
      <div className={styles['search']}>
        <TargetSwitcher wide />
        <SearchField label="Find a table" value={search} onChange={setSearch} width="100%" />
      </div>
      <div ref={scroller} className={styles['scroller']}>
        <ul
          style={{ position: 'relative', height: virtual.getTotalSize(), margin: 0, padding: 0, listStyle: 'none' }}
          onKeyDown={onKeyDown}
        >
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index]
            if (line === undefined) return null
            return (
              <li
                key={'group' in line ? `group ${line.group}` : tableText(line.table)}
                style={{
                  position: 'absolute',
                  top: 0,
                  left: 0,
                  width: '100%',
                  height: item.size,
                  transform: `translateY(${item.start}px)`,
                }}
              >
                {'group' in line ? (
                  <div className={styles['group']}>{line.group}</div>
                ) : (
                  <button
                    type="button"
                    className={styles['table']}
                    data-table={tableText(line.table)}
                    aria-current={tableText(line.table) === current || undefined}
                    title={line.table.comment ?? tableText(line.table)}
                    onClick={() => onChoose(line.table)}
                  >
                    <Icon name={line.table.kind === 'table' || line.table.kind === 'partitioned-table' ? 'table' : 'eye'} size={14} />
                    <span className={styles['name']}>{line.table.name}</span>
                    <span className={`${styles['rows']} num`}>
                      {line.table.estimatedRows === null
                        ? line.table.kind === 'table'
                          ? ''
                          : 'view'
                        : formatShort(line.table.estimatedRows)}
                    </span>
                  </button>
                )}
              </li>
            )
          })}
        </ul>
        {lines.length === 0 ? (
          <p className={styles['none']}>
            {tables.length === 0 ? 'This database has no tables.' : `None of ${tables.length} tables is called so.`}
          </p>
        ) : null}
      </div>
    </ListPane>
  )
}

const focused = (event: KeyboardEvent): string | null =>
  event.target instanceof HTMLElement ? (event.target.dataset['table'] ?? null) : null
