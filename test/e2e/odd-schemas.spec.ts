import { type PrivateServer, startMariadb, startPostgres } from '../servers/index.ts'
import { makeOddMariadb, makeOddPostgres } from './kit/databases.ts'
import { gridOf, settledRows } from './kit/grid.ts'
import { provost } from './kit/provost.ts'
import { consoleOfFile, expect, type Page, test } from './kit/test.ts'
import { emptyWorkspace } from './kit/workspaces.ts'

let postgres: PrivateServer
let mariadb: PrivateServer
test.beforeAll(async () => {
  const hba = ['local all all trust', 'host all all 127.0.0.1/32 trust']
  ;[postgres, mariadb] = await Promise.all([startPostgres({ hba }), startMariadb()])
  await Promise.all([postgres.createDatabase('odd'), mariadb.createDatabase('odd')])
  await Promise.all([makeOddPostgres(postgres, 'odd'), makeOddMariadb(mariadb, 'odd')])
  await mariadb.execute('odd', "create user reader@'%' identified by ''; grant select, show view on odd.* to reader@'%'")
})
test.afterAll(async () => {
  await Promise.all([postgres.stop(), mariadb.stop()])
})

const console = consoleOfFile(async () => {
  const workspace = emptyWorkspace()
  await provost(workspace, 'connection', 'add', 'odd', '--url', `postgresql://provost@127.0.0.1:${postgres.port}/odd?sslmode=disable`)
  await provost(workspace, 'connection', 'add', 'odd-my', '--url', `mysql://reader@127.0.0.1:${mariadb.port}/odd`, '--tls', 'disable')
  return workspace
})

const openTable = async (page: Page, connection: string, table: string): Promise<string[][]> => {
  await console.open(page, `/tables?target=${encodeURIComponent(`connection:${connection}`)}&table=${encodeURIComponent(table)}`)
  const rows = await settledRows(gridOf(page))
  await expect(page.getByRole('main').getByRole('alert')).toHaveCount(0)
  return rows.map((row) => [...row.cells])
}

test('a schema of 200 tables is listed and searched', async ({ page }) => {
  await console.open(page, `/tables?target=${encodeURIComponent('connection:odd')}`)
  await expect(page.getByText(/^20\d tables are at the left/)).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type('course_19')
  await expect(page.getByRole('navigation', { name: 'Tables' }).getByRole('button', { name: /Course_19\d/ })).toHaveCount(10)
  await page.getByRole('button', { name: /^Course_199/ }).click()
  await expect(page.getByRole('heading', { name: 'Course_199 has no rows' })).toBeVisible()
})

test('names of mixed case, with spaces, signs and reserved words open like any other', async ({ page }) => {
  expect(await openTable(page, 'odd', 'Archive 2019.Mixed Case')).toEqual([['1', 'one', '<b>two</b>']])
  expect(await openTable(page, 'odd-my', 'Mixed `Case')).toEqual([['a', 'one']])
})

test('a table without a key opens and says how it is paged', async ({ page }) => {
  const rows = await openTable(page, 'odd', 'public.keyless')
  expect(rows.every(([, words]) => words === 'same words')).toBe(true)
  await expect(page.getByText(/by row address|the table has no key/)).toBeVisible()
  expect(await openTable(page, 'odd-my', 'keyless')).toEqual([['same'], ['same']])
  await expect(page.getByText(/the table has no key/)).toBeVisible()
})

test('a table of every type shows each value in the database’s own words', async ({ page }) => {
  await page.setViewportSize({ width: 3400, height: 900 })
  const [kinds = []] = await openTable(page, 'odd', 'public.kinds')
  expect(kinds).toContain('9223372036854775807')
  expect(kinds).toContain('∞ infinity')
  expect(kinds).toContain('−∞ -infinity')
  expect(kinds).toContain('24:00:00')
  const [mine = []] = await openTable(page, 'odd-my', 'kinds')
  expect(mine).toContain('18446744073709551615')
  expect(mine).toContain('0000-00-00')
  expect(mine).toContain('12345678901234567890.1234567890')
  expect(mine).toContain('-838:59:59')
})

test('zeros before a number stay where the column fills them', async ({ page }) => {
  expect(await openTable(page, 'odd-my', 'zero_filled')).toEqual([
    ['00000001', 'first'],
    ['00000002', 'second'],
  ])
})

test('views, materialized views and partitioned tables open, and structure and relations of each', async ({ page }) => {
  expect(await openTable(page, 'odd', 'public.summary')).toEqual([['500']])
  expect(await openTable(page, 'odd', 'public.parted')).toEqual([['1', '2026-11-20']])
  expect(await openTable(page, 'odd-my', 'both_names')).toEqual([['first'], ['second']])
  for (const tab of ['structure', 'relations'])
    for (const table of ['public.summary', 'public.parted', 'public.columnless', 'public.kinds', 'Archive 2019.Mixed Case']) {
      await console.open(page, `/tables?target=${encodeURIComponent('connection:odd')}&table=${encodeURIComponent(table)}&tab=${tab}`)
      await expect(page.getByRole('heading', { level: 3 }).first()).toBeVisible()
      await expect(page.getByRole('main').getByRole('alert')).toHaveCount(0)
    }
})
