import { readFile } from 'node:fs/promises'
import { type PrivateServer, startPostgres } from '../servers/index.ts'
import { firstLog, logs, makeLogs } from './kit/databases.ts'
import { gridOf, heading, rowCount, type SeenRow, scrollTo, settledRows } from './kit/grid.ts'
import { choose } from './kit/keys.ts'
import { provost } from './kit/provost.ts'
import { consoleOfFile, expect, type Page, test } from './kit/test.ts'
import { emptyWorkspace } from './kit/workspaces.ts'

const trusting = ['local all all trust', 'host all all 127.0.0.1/32 trust']
let server: PrivateServer
test.beforeAll(async () => {
  server = await startPostgres({ hba: trusting })
  await server.createDatabase('lms')
  await makeLogs(server, 'lms')
})
test.afterAll(async () => {
  await server.stop()
})

const console = consoleOfFile(async () => {
  const workspace = emptyWorkspace()
  const url = `postgresql://${server.user}@${server.host}:${server.port}/lms?sslmode=disable`
  await provost(workspace, 'connection', 'add', 'logs', '--url', url)
  return workspace
})

const grid = (page: Page) => gridOf(page, /^Rows of logs/)
const openLogs = async (page: Page, more = ''): Promise<SeenRow[]> => {
  await console.open(page, `/tables?target=${encodeURIComponent('connection:logs')}&table=public.logs${more}`)
  return settledRows(grid(page))
}
const idOf = (row: SeenRow | undefined): bigint => BigInt(row?.cells[0] ?? '0')
const ids = (rows: readonly SeenRow[]) => rows.map(idOf)
const count = (from: bigint, rows: readonly SeenRow[]) => rows.map((_, index) => from + BigInt(index))

const addFilter = async (page: Page, column: string, compared: string, fill: (editor: ReturnType<Page['getByRole']>) => Promise<void>) => {
  await page.getByRole('button', { name: 'Filter', exact: true }).click()
  const editor = page.getByRole('dialog')
  await choose(page, editor, 'Column', column)
  await choose(page, editor, 'Is compared', compared)
  await fill(editor)
  await editor.getByRole('button', { name: 'Add filter' }).click()
  await expect(editor).toBeHidden()
}

test('the first page is there with an estimate of how many, and nobody has counted', async ({ page }) => {
  const rows = await openLogs(page)
  expect(ids(rows)).toEqual(count(firstLog, rows))
  expect(await rowCount(grid(page))).toBeGreaterThan(logs * 0.9)
  await expect(page.getByText(/of about [\d,]+/)).toBeVisible()
  await expect(page.getByText(/by key/)).toBeVisible()
})

test('dragging the bar to the middle and to the end shows the rows of there, none of them blank', async ({ page }) => {
  await openLogs(page)
  await scrollTo(grid(page), 0.5)
  const middle = await settledRows(grid(page))
  expect(ids(middle)).toEqual(count(idOf(middle[0]), middle))
  expect(idOf(middle[0])).toBe(firstLog + BigInt((middle[0]?.number ?? 0) - 1))
  expect(Math.abs((middle[0]?.number ?? 0) - logs / 2)).toBeLessThan(logs / 20)
  await scrollTo(grid(page), 1)
  const end = await settledRows(grid(page))
  await expect.poll(async () => idOf((await settledRows(grid(page))).at(-1))).toBe(firstLog + BigInt(logs - 1))
  expect(end.length).toBeGreaterThan(10)
  await expect.poll(() => rowCount(grid(page))).toBe(logs)
})

test('a heading sorts the whole table, the other way at the second click', async ({ page }) => {
  await openLogs(page)
  await heading(grid(page), 'id').click()
  await heading(grid(page), 'id').click()
  await expect(heading(grid(page), 'id')).toHaveAttribute('aria-sort', 'descending')
  await expect.poll(async () => idOf((await settledRows(grid(page)))[0])).toBe(firstLog + BigInt(logs - 1))
  await openLogs(page, '&sort=-minutes,id')
  await expect.poll(async () => (await settledRows(grid(page))).every((row) => row.cells[3] === '179')).toBe(true)
  const rows = await settledRows(grid(page))
  expect(ids(rows)).toEqual(rows.map((_, index) => firstLog + 179n + BigInt(180 * index)))
})

test('text, numbers, dates, choices and null can each be filtered by, and lifted again', async ({ page }) => {
  await openLogs(page)
  const firsts = async () => (await settledRows(grid(page)))[0]
  await addFilter(page, 'note', 'contains', (editor) => editor.getByRole('textbox', { name: 'Value' }).fill('note 4321'))
  await expect.poll(async () => (await firsts())?.cells[4]).toBe('note 4321')
  await page.getByRole('button', { name: 'Remove the filter on note' }).click()
  await expect.poll(async () => (await firsts())?.cells[0]).toBe(String(firstLog))
  await addFilter(page, 'minutes', 'between', async (editor) => {
    await editor.getByRole('textbox', { name: 'From' }).fill('104')
    await editor.getByRole('textbox', { name: 'To' }).fill('105')
  })
  await expect.poll(async () => (await settledRows(grid(page))).every((row) => ['104', '105'].includes(row.cells[3] ?? ''))).toBe(true)
  await addFilter(page, 'day', 'from', (editor) => editor.getByRole('textbox', { name: 'Value' }).fill('2022-01-01'))
  await expect.poll(async () => (await firsts())?.cells[2]?.slice(0, 4)).toBe('2022')
  await addFilter(page, 'mood', 'is', (editor) => choose(page, editor, 'Value', 'so-so'))
  await expect.poll(async () => (await settledRows(grid(page))).every((row) => row.cells[6] === 'so-so')).toBe(true)
  await addFilter(page, 'note', 'is null', () => Promise.resolve())
  await expect.poll(async () => (await settledRows(grid(page))).every((row) => row.cells[4] === 'null')).toBe(true)
  await addFilter(page, 'site', 'is', (editor) => editor.getByRole('textbox', { name: 'Value' }).fill("'; drop table logs; --"))
  await expect(page.getByRole('heading', { name: 'No row of logs matches' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect.poll(async () => (await firsts())?.cells[0]).toBe(String(firstLog))
})

test('counting exactly is done on request', async ({ page }) => {
  await openLogs(page)
  await page.getByRole('button', { name: 'Count exactly' }).click()
  await expect(page.getByText(/Counted at .* in /)).toBeVisible({ timeout: 20_000 })
  await expect(page.getByText(/of 1,000,000/)).toBeVisible()
})

test('a count that takes too long is cancelled, in the server too', async ({ page }) => {
  const counting = async () =>
    (
      await server.execute(
        'lms',
        "select 1 from pg_stat_activity where state = 'active' and query ilike '%count(*)%' and pid <> pg_backend_pid()",
      )
    ).length
  await openLogs(page)
  // Somebody holds the table: whoever counts waits.
  const holder = server.execute('lms', 'begin; lock table logs in access exclusive mode; select pg_sleep(60) as holder').catch(() => [])
  await page.getByRole('button', { name: 'Count exactly' }).click()
  await expect(page.getByText(/^Counting/)).toBeVisible()
  await expect.poll(counting).toBe(1)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('button', { name: 'Count exactly' })).toBeVisible()
  await expect.poll(counting).toBe(0)
  await server.execute(
    'lms',
    "select pg_terminate_backend(pid) from pg_stat_activity where query like '%as holder%' and pid <> pg_backend_pid()",
  )
  await holder
})

test('an export is a job with progress whose file holds every row, marked as UTF-8 and harmless to spreadsheets', async ({ page }) => {
  await openLogs(page, `&filters=${encodeURIComponent(JSON.stringify([{ column: 'minutes', operator: 'lt', values: ['36'] }]))}`)
  await page.keyboard.press('Control+e')
  const drawer = page.getByRole('complementary', { name: 'Jobs' })
  const link = drawer.getByRole('link', { name: /\.csv/ }).first()
  await expect(drawer.getByRole('progressbar').or(link).first()).toBeVisible()
  await expect(link).toBeVisible({ timeout: 45_000 })
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
  const text = await readFile(await download.path(), 'utf8')
  expect(text.startsWith('\ufeffid,happened,day,')).toBe(true)
  const lines = text.trimEnd().split('\r\n')
  expect(lines).toHaveLength(200_016 + 1)
  expect(lines[1]?.startsWith(`${firstLog},`)).toBe(true)
  expect(lines[2]).toContain(",'=1+1,")
})
