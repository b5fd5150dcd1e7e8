import { expect, type Locator, type Page } from '@playwright/test'

export interface SeenRow {
  /** From 1, in the whole table. */
  readonly number: number
  /** Its cells have not arrived. */
  readonly waiting: boolean
  readonly cells: readonly string[]
}

export const gridOf = (page: Page, name?: string | RegExp): Locator => page.getByRole('grid', name === undefined ? {} : { name })

/** The rows inside the grid's view now, from top to bottom. */
export const rowsInView = (grid: Locator): Promise<SeenRow[]> =>
  grid.evaluate((element) => {
    const frame = element.getBoundingClientRect()
    const headings = element.querySelector('[role=columnheader]')?.getBoundingClientRect().bottom ?? frame.top
    const bottom = frame.top + element.clientHeight
    return [...element.querySelectorAll('[role=row]:has([role=gridcell])')]
      .map((row) => ({ row, box: row.getBoundingClientRect() }))
      .filter(({ box }) => box.bottom > headings + 1 && box.top < bottom - 1)
      .sort((one, other) => one.box.top - other.box.top)
      .map(({ row }) => ({
        number: Number(row.getAttribute('aria-rowindex')) - 1,
        waiting: row.getAttribute('aria-busy') === 'true',
        cells: [...row.querySelectorAll('[role=gridcell]')]
          .sort((one, other) => Number(one.getAttribute('aria-colindex')) - Number(other.getAttribute('aria-colindex')))
          .map((cell) => cell.textContent ?? ''),
      }))
  })

/** Waits until the view is full of rows that have arrived, and gives them. */
export const settledRows = async (grid: Locator): Promise<SeenRow[]> => {
  let rows: SeenRow[] = []
  await expect
    .poll(
      async () => {
        rows = await rowsInView(grid)
        return rows.length > 0 && rows.every((row) => !row.waiting)
      },
      { message: 'rows in view have arrived' },
    )
    .toBe(true)
  return rows
}

/** Scrolls to a share of the table's height, as dragging the bar does. */
export const scrollTo = (grid: Locator, share: number): Promise<void> =>
  grid.evaluate((element, to) => {
    element.scrollTop = (element.scrollHeight - element.clientHeight) * to
  }, share)

/** How many rows the grid says there are. */
export const rowCount = async (grid: Locator): Promise<number> => Number(await grid.getAttribute('aria-rowcount')) - 1

/** The heading of a column. */
export const heading = (grid: Locator, title: string): Locator => grid.getByRole('columnheader', { name: new RegExp(`^${title}\\b`) })
