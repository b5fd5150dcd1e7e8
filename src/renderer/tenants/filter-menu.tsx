import { Menu } from '@mantine/core'
import { shortServer } from '../lists/index.ts'
import { AddFilter, FilterChip } from '../ui/index.ts'
import type { AddressFilters } from './filter-address.ts'
import { serverOf, type TenantRow } from './tenant-row.ts'
import { statusWords } from './tenant-words.ts'

interface FiltersProps {
  readonly rows: readonly TenantRow[]
  readonly filters: AddressFilters
  readonly onChange: (filters: AddressFilters) => void
}

/** The filters that hold, as chips, and the menu that adds one: by status, by server. */
export function TenantFilterChips({ rows, filters, onChange }: FiltersProps) {
  const statuses = [...new Set(rows.map(({ tenant }) => tenant.status))].sort()
  const servers = [...new Set(rows.map(serverOf))].filter((server) => server !== null).sort()
  return (
    <>
      {filters.status === null ? null : (
        <FilterChip
          field="Status"
          operator="is"
          value={statusWords[filters.status].word}
          onRemove={() => onChange({ ...filters, status: null })}
        />
      )}
      {filters.server === null ? null : (
        <FilterChip
          field="Server"
          operator="is"
          value={shortServer(filters.server)}
          onRemove={() => onChange({ ...filters, server: null })}
        />
      )}
      <Menu position="bottom-start">
        <Menu.Target>
          <AddFilter />
        </Menu.Target>
        <Menu.Dropdown mah={420} style={{ overflow: 'auto' }}>
          <Menu.Label>Status is</Menu.Label>
          {statuses.map((status) => (
            <Menu.Item key={status} onClick={() => onChange({ ...filters, status })}>
              {statusWords[status].word}
            </Menu.Item>
          ))}
          {servers.length === 0 ? null : <Menu.Label>Server is</Menu.Label>}
          {servers.map((server) => (
            <Menu.Item key={server} onClick={() => onChange({ ...filters, server })}>
              {shortServer(server)}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
