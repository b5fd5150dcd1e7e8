import { Menu } from '@mantine/core'
import { Icon } from '../icon.tsx'
import styles from './data-grid.module.css'
import type { GridSort } from './grid-column.ts'
import { orderedIds, type PlacedColumn } from './grid-layout.ts'
import type { Grid } from './use-grid.ts'

interface HeaderMenuProps<Row> {
  readonly grid: Grid<Row>
  readonly placed: PlacedColumn<Row>
  readonly opened: boolean
  readonly onChange: (opened: boolean) => void
  readonly onSort: ((sort: readonly GridSort[]) => void) | undefined
}

/** Moves a column by one among those shown. */
export function moveColumn<Row>(grid: Grid<Row>, id: string, step: -1 | 1): void {
  const shown = grid.shown.map(({ column }) => column.id)
  const neighbour = shown[shown.indexOf(id) + step]
  if (neighbour !== undefined) dropColumn(grid, id, neighbour, step === 1)
}

/** Puts a column before or behind another one. */
export function dropColumn<Row>(grid: Grid<Row>, id: string, target: string, behind: boolean): void {
  grid.change((layout) => {
    const order = orderedIds(
      grid.columns.map((column) => column.id),
      layout.order,
    ).filter((one) => one !== id)
    order.splice(order.indexOf(target) + (behind ? 1 : 0), 0, id)
    return { ...layout, order }
  })
}

/** What can be done with one column; everything the pointer can do is here too. */
export function HeaderMenu<Row>({ grid, placed, opened, onChange, onSort }: HeaderMenuProps<Row>) {
  const { column, width, pinned } = placed
  return (
    <Menu opened={opened} onChange={onChange} position="bottom-start" withinPortal returnFocus={false}>
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          className={styles['menuButton']}
          aria-label={`Column ${column.title}`}
          onClick={(event) => {
            event.stopPropagation()
            onChange(!opened)
          }}
        >
          <Icon name="down" size={12} />
        </button>
      </Menu.Target>
      <Menu.Dropdown onClick={(event) => event.stopPropagation()} onKeyDown={(event) => event.stopPropagation()}>
        {column.sortable === true && onSort !== undefined ? (
          <>
            <Menu.Item leftSection={<Icon name="up" size={14} />} onClick={() => onSort([{ column: column.id, direction: 'asc' }])}>
              Sort ascending
            </Menu.Item>
            <Menu.Item leftSection={<Icon name="down" size={14} />} onClick={() => onSort([{ column: column.id, direction: 'desc' }])}>
              Sort descending
            </Menu.Item>
            <Menu.Divider />
          </>
        ) : null}
        <Menu.Item closeMenuOnClick={false} onClick={() => grid.resize(column.id, width + 40, true)}>
          Wider
        </Menu.Item>
        <Menu.Item closeMenuOnClick={false} onClick={() => grid.resize(column.id, Math.max(column.minWidth ?? 48, width - 40), true)}>
          Narrower
        </Menu.Item>
        <Menu.Item closeMenuOnClick={false} onClick={() => moveColumn(grid, column.id, -1)}>
          Move left
        </Menu.Item>
        <Menu.Item closeMenuOnClick={false} onClick={() => moveColumn(grid, column.id, 1)}>
          Move right
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item onClick={() => grid.change((layout) => ({ ...layout, pinned: { ...layout.pinned, [column.id]: !pinned } }))}>
          {pinned ? 'Unpin' : 'Pin to the left'}
        </Menu.Item>
        <Menu.Item onClick={() => grid.change((layout) => ({ ...layout, shown: { ...layout.shown, [column.id]: false } }))}>Hide</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
