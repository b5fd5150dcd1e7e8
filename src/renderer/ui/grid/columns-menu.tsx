import { Menu } from '@mantine/core'
import { IconAct } from '../button.tsx'
import type { Grid } from './use-grid.ts'

/** Which columns are shown. Stands at the end of the filter bar. */
export function ColumnsMenu<Row>({ grid }: { readonly grid: Grid<Row> }) {
  const hidden = grid.columns.filter((column) => !grid.isShown(column.id)).length
  return (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <IconAct icon="columns" label={hidden === 0 ? 'Columns' : `Columns, ${hidden} hidden`} />
      </Menu.Target>
      <Menu.Dropdown mah={420} style={{ overflow: 'auto' }}>
        {grid.columns.map((column) => {
          const shown = grid.isShown(column.id)
          return (
            <Menu.CheckboxItem
              key={column.id}
              checked={shown}
              onChange={() => grid.change((layout) => ({ ...layout, shown: { ...layout.shown, [column.id]: !shown } }))}
            >
              {column.title}
            </Menu.CheckboxItem>
          )
        })}
        <Menu.Divider />
        <Menu.Item onClick={grid.reset}>Back to how it was</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
