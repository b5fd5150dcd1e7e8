import { Button, Menu } from '@mantine/core'
import { toast } from '../shell/index.ts'
import { copyText, type Grid } from '../ui/grid/index.ts'
import { countOf, Icon } from '../ui/index.ts'
import { csvText, tsvText } from './list-text.ts'
import type { TenantRow } from './tenant-row.ts'

/** Takes the shown list to a spreadsheet by the clipboard, headings first, columns as they stand. */
export function CopyList({ grid, rows }: { readonly grid: Grid<TenantRow>; readonly rows: readonly TenantRow[] }) {
  const copy = (text: (table: readonly (readonly string[])[]) => string, form: string) => {
    const columns = grid.shown.map(({ column }) => column)
    copyText(text([columns.map(({ title }) => title), ...rows.map((row) => columns.map((column) => column.text(row)))]))
    toast(`${countOf(rows.length, 'tenant', 'tenants')} copied as ${form}`, { detail: 'With headings, in the order shown.' })
  }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="subtle" leftSection={<Icon name="copy" size={14} />}>
          Copy list
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => copy(tsvText, 'TSV')}>For a spreadsheet (TSV)</Menu.Item>
        <Menu.Item onClick={() => copy(csvText, 'CSV')}>As CSV</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
