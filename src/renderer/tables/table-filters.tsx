import { Popover } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import type { ColumnDescription, Filter } from '#contract/tables.ts'
import { AddFilter, FilterBar, FilterChip } from '../ui/index.ts'
import { FilterEditor } from './filter-editor.tsx'
import { operatorWord, valueWords } from './filter-words.ts'

interface TableFiltersProps {
  readonly columns: readonly ColumnDescription[]
  readonly filters: readonly Filter[]
  readonly onChange: (filters: readonly Filter[]) => void
  readonly end: ReactNode
}

interface EditorPopoverProps {
  readonly columns: readonly ColumnDescription[]
  readonly filter: Filter | null
  readonly opened: boolean
  readonly onClose: () => void
  readonly onApply: (filter: Filter) => void
  readonly children: ReactNode
}

function EditorPopover({ columns, filter, opened, onClose, onApply, children }: EditorPopoverProps) {
  return (
    <Popover opened={opened} onChange={(open) => !open && onClose()} position="bottom-start" trapFocus returnFocus>
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown>
        <FilterEditor columns={columns} filter={filter} onApply={onApply} />
      </Popover.Dropdown>
    </Popover>
  )
}

/** The filters that hold as chips; a chip opens its editor. All of them are the database's to apply. */
export function TableFilters({ columns, filters, onChange, end }: TableFiltersProps) {
  const [editing, setEditing] = useState<number | 'new' | null>(null)
  const kindOf = (name: string) => columns.find((column) => column.name === name)?.kind ?? 'other'
  return (
    <FilterBar end={end}>
      {filters.map((filter, index) => (
        <EditorPopover
          // biome-ignore lint/suspicious/noArrayIndexKey: two filters may be equal; their order is their identity
          key={index}
          columns={columns}
          filter={filter}
          opened={editing === index}
          onClose={() => setEditing(null)}
          onApply={(next) => {
            setEditing(null)
            onChange(filters.map((one, at) => (at === index ? next : one)))
          }}
        >
          <FilterChip
            field={filter.column}
            operator={operatorWord(filter.operator, kindOf(filter.column))}
            value={valueWords(filter)}
            onEdit={() => setEditing(editing === index ? null : index)}
            onRemove={() => onChange(filters.filter((_, at) => at !== index))}
          />
        </EditorPopover>
      ))}
      <EditorPopover
        columns={columns}
        filter={null}
        opened={editing === 'new'}
        onClose={() => setEditing(null)}
        onApply={(next) => {
          setEditing(null)
          onChange([...filters, next])
        }}
      >
        <AddFilter onClick={() => setEditing(editing === 'new' ? null : 'new')} />
      </EditorPopover>
    </FilterBar>
  )
}
