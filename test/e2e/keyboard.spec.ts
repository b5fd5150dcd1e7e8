import { gridOf, heading, settledRows } from './kit/grid.ts'
import { clipboard, tabTo } from './kit/keys.ts'
import { consoleOfFile, expect, type Page, test } from './kit/test.ts'
import { demoWorkspace } from './kit/workspaces.ts'

const console = consoleOfFile(demoWorkspace)
const target = `target=${encodeURIComponent('tenant:alder-valley.example')}`

const title = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

/** The name in the row that is active, by what assistive technology is told. */
const activeRow = (page: Page) =>
  gridOf(page).evaluate((grid) => {
    const active = document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')
    return Number(active?.closest('[role=row]')?.getAttribute('aria-rowindex') ?? 0) - 1
  })

test('G and a letter go to every desk', async ({ page }) => {
  await console.open(page)
  for (const [letter, desk] of [
    ['m', 'Migrations'],
    ['w', 'Withdrawals and refunds'],
    ['f', 'Refunds'],
    ['p', 'People'],
    ['e', 'Enrollments'],
    ['c', 'alder-valley'],
    ['d', 'Tables'],
    ['j', 'Jobs'],
    ['a', 'Audit log'],
    ['s', 'Settings'],
    ['t', 'Tenants'],
  ] as const) {
    await page.keyboard.press('g')
    await page.keyboard.press(letter)
    await expect(
      title(page, desk)
        .or(page.getByRole('heading', { level: 1, name: desk }))
        .first(),
    ).toBeVisible()
  }
})

test('the palette finds a desk by two letters and goes there', async ({ page }) => {
  await console.open(page)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search or run' })).toBeFocused()
  await page.keyboard.type('> enr')
  await expect(page.getByRole('option', { name: /^Enrollments/ })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(title(page, 'Enrollments')).toBeVisible()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search or run' })).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('combobox', { name: 'Search or run' })).toBeHidden()
})

test('a slash goes to the search, and the database filters what is typed', async ({ page }) => {
  await console.open(page, `/people?${target}`)
  const [first] = await settledRows(gridOf(page))
  const name = first?.cells[0] ?? ''
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox')).toBeFocused()
  await page.keyboard.type(name)
  await expect.poll(async () => (await settledRows(gridOf(page))).every((row) => row.cells[0] === name)).toBe(true)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('searchbox')).toHaveValue('')
})

test('arrows, pages and ends move in the grid; Enter opens the pane, Alt and an arrow the next case, Escape closes it', async ({
  page,
}) => {
  await console.open(page, `/withdrawals?${target}`)
  const grid = gridOf(page)
  await settledRows(grid)
  await tabTo(page, grid)
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowDown')
  expect(await activeRow(page)).toBe(3)
  await page.keyboard.press('PageDown')
  expect(await activeRow(page)).toBeGreaterThan(8)
  await page.keyboard.press('Control+End')
  expect(await activeRow(page)).toBe(Number(await grid.getAttribute('aria-rowcount')) - 1)
  await page.keyboard.press('Control+Home')
  expect(await activeRow(page)).toBe(1)
  const names = (await settledRows(grid)).map((row) => row.cells[0] ?? '')
  await page.keyboard.press('Enter')
  const pane = page.getByRole('complementary')
  // Until the case itself has been read the pane is called by its number.
  await expect(pane.getByRole('heading', { level: 2 })).not.toHaveText(/^Case/)
  const first = (await pane.getByRole('heading', { level: 2 }).textContent()) ?? ''
  expect(names[0]).toContain(first)
  await page.keyboard.press('Alt+ArrowDown')
  await expect(pane.getByRole('heading', { level: 2 })).not.toHaveText(new RegExp(`^Case|${first}`))
  const second = (await pane.getByRole('heading', { level: 2 }).textContent()) ?? ''
  expect(names[1]).toContain(second)
  await page.keyboard.press('Alt+ArrowUp')
  await expect(pane.getByRole('heading', { level: 2 })).toHaveText(first)
  await page.keyboard.press('Escape')
  await expect(pane).toBeHidden()
  await expect(grid).toBeFocused()
})

test('a cell is copied as the database has it, rows as tab-separated text with their headings', async ({ page }) => {
  await console.open(page, `/tables?${target}&table=programs`)
  const grid = gridOf(page, /^Rows of programs/)
  const rows = await settledRows(grid)
  await tabTo(page, grid)
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Control+c')
  await expect(page.getByText('1 row copied')).toBeVisible()
  expect(await clipboard(page)).toBe(rows[0]?.cells[1])
  await page.keyboard.press('Space')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Control+Shift+c')
  await expect(page.getByText('2 rows copied')).toBeVisible()
  const lines = (await clipboard(page)).split('\n')
  expect(lines).toHaveLength(3)
  const headings = lines[0]?.split('\t') ?? []
  expect(headings[0]).toBe('id')
  expect(lines.slice(1).map((line) => line.split('\t')[0])).toEqual([rows[0]?.cells[0], rows[1]?.cells[0]])
  expect(lines.every((line) => line.split('\t').length === headings.length)).toBe(true)
})

test('Enter on a heading sorts by it, in the database', async ({ page }) => {
  await console.open(page, `/people?${target}`)
  const grid = gridOf(page)
  await settledRows(grid)
  await tabTo(page, grid)
  await page.keyboard.press('Control+Home')
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(heading(grid, 'Address')).toHaveAttribute('aria-sort', 'ascending')
  const rising = (await settledRows(grid)).map((row) => row.cells[1] ?? '')
  await page.keyboard.press('Enter')
  await expect(heading(grid, 'Address')).toHaveAttribute('aria-sort', 'descending')
  await expect.poll(async () => (await settledRows(grid))[0]?.cells[1]).not.toBe(rising[0])
  const falling = (await settledRows(grid)).map((row) => row.cells[1] ?? '')
  expect(rising).toEqual(rising.toSorted())
  expect(falling).toEqual(falling.toSorted().toReversed())
})

test('columns made wider, hidden and pinned by the heading menu stay so after a reload', async ({ page }) => {
  await console.open(page, `/enrollments?${target}`)
  const grid = gridOf(page)
  await settledRows(grid)
  const width = async (name: string) => (await heading(grid, name).boundingBox())?.width ?? 0
  const before = await width('Status')
  await tabTo(page, grid)
  const menuOf = async (name: string) => {
    await page.keyboard.press('Control+Home')
    await page.keyboard.press('ArrowUp')
    const place = Number(await heading(grid, name).getAttribute('aria-colindex')) - 1
    for (let step = 0; step < place; step++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Space')
    await expect(page.getByRole('menu')).toBeVisible()
  }
  await menuOf('Status')
  await page.getByRole('menuitem', { name: 'Wider' }).press('Enter')
  await page.keyboard.press('Escape')
  await expect.poll(() => width('Status')).toBe(before + 40)
  await grid.focus()
  await menuOf('Finished')
  await page.getByRole('menuitem', { name: 'Hide' }).press('Enter')
  await expect(heading(grid, 'Finished')).toHaveCount(0)
  await grid.focus()
  await menuOf('Progress')
  await page.getByRole('menuitem', { name: 'Pin to the left' }).press('Enter')
  await expect(heading(grid, 'Progress')).toHaveAttribute('aria-colindex', '2')
  // An arrangement is written a moment after it comes to rest.
  await page.waitForTimeout(1000)
  await page.reload()
  await settledRows(grid)
  expect(await width('Status')).toBe(before + 40)
  await expect(heading(grid, 'Finished')).toHaveCount(0)
  await expect(heading(grid, 'Progress')).toHaveAttribute('aria-colindex', '2')
  await expect(page.getByRole('button', { name: /^Columns, \d hidden/ })).toBeVisible()
})

test('a saved view holds search and sort, and is there after a reload', async ({ page }) => {
  await console.open(page, `/people?${target}`)
  const grid = gridOf(page)
  const [first] = await settledRows(grid)
  const word = (first?.cells[0] ?? '').split(' ')[0] ?? ''
  await page.keyboard.press('/')
  await page.keyboard.type(word)
  await expect
    .poll(async () => (await settledRows(grid)).every((row) => row.cells.join(' ').toLowerCase().includes(word.toLowerCase())))
    .toBe(true)
  await page.getByRole('button', { name: 'Save this as a view' }).press('Enter')
  await expect(page.getByRole('textbox', { name: 'Name of the view' })).toBeFocused()
  await page.keyboard.type('Like the first')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('tab', { name: 'Like the first' })).toHaveAttribute('aria-selected', 'true')
  await console.open(page, `/people?${target}`)
  await page.reload()
  await page.getByRole('tab', { name: 'Like the first' }).press('Enter')
  await expect(page.getByRole('searchbox')).toHaveValue(word)
  await expect
    .poll(async () => (await settledRows(grid)).every((row) => row.cells.join(' ').toLowerCase().includes(word.toLowerCase())))
    .toBe(true)
})

test('the bracket folds the rail, J opens the jobs, the question mark the keys, and each layer closes', async ({ page }) => {
  await console.open(page)
  const rail = page.getByRole('navigation', { name: 'Desks' })
  const before = (await rail.boundingBox())?.width ?? 0
  await page.keyboard.press('[')
  await expect.poll(async () => (await rail.boundingBox())?.width).toBeLessThan(before / 2)
  await expect(rail.getByRole('link', { name: 'Enrollments' })).toBeVisible()
  await page.keyboard.press('[')
  await expect.poll(async () => (await rail.boundingBox())?.width).toBe(before)
  const drawer = page.getByRole('complementary', { name: 'Jobs' })
  await page.keyboard.press('j')
  await expect(drawer).toBeVisible()
  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeHidden()
  await expect(drawer).toBeVisible()
  await page.keyboard.press('j')
  await expect(drawer).toBeHidden()
})

test('single letters are text inside a field, and can be switched off', async ({ page }) => {
  await console.open(page, `/people?${target}`)
  await settledRows(gridOf(page))
  const drawer = page.getByRole('complementary', { name: 'Jobs' })
  await page.keyboard.press('/')
  await page.keyboard.type('j')
  await expect(page.getByRole('searchbox')).toHaveValue('j')
  await expect(drawer).toBeHidden()
  await console.open(page, '/settings')
  const letters = page.getByRole('switch', { name: 'Single-letter keys' })
  await letters.press('Space')
  await expect(letters).not.toBeChecked()
  await letters.blur()
  await page.keyboard.press('j')
  await expect(drawer).toBeHidden()
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search or run' })).toBeFocused()
  await page.keyboard.press('Escape')
  await letters.press('Space')
  await expect(letters).toBeChecked()
  await letters.blur()
  await page.keyboard.press('j')
  await expect(drawer).toBeVisible()
})
