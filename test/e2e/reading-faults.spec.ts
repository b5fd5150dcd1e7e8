import { type PrivateServer, startPostgres } from '../servers/index.ts'
import { gridOf, scrollTo, settledRows } from './kit/grid.ts'
import { provost } from './kit/provost.ts'
import { consoleOfFile, expect, type Page, test } from './kit/test.ts'
import { emptyWorkspace } from './kit/workspaces.ts'

let server: PrivateServer
test.beforeAll(async () => {
  server = await startPostgres({ hba: ['local all all trust', 'host all all 127.0.0.1/32 trust'] })
  await server.createDatabase('lms')
  for (const table of ['doomed', 'lasting'])
    await server.execute(
      'lms',
      `create table ${table} (id int primary key, words text); insert into ${table} select i, 'row ' || i from generate_series(1, 20000) i; analyze ${table}`,
    )
})
test.afterAll(async () => {
  await server.stop()
})

const console = consoleOfFile(async () => {
  const workspace = emptyWorkspace()
  await provost(workspace, 'connection', 'add', 'lms', '--url', `postgresql://provost@127.0.0.1:${server.port}/lms?sslmode=disable`)
  return workspace
})

const openTable = async (page: Page, table: string): Promise<void> => {
  await console.open(page, `/tables?target=${encodeURIComponent('connection:lms')}&table=public.${table}`)
  await settledRows(gridOf(page))
}

test('a table dropped between two pages is said to be gone, with what to do', async ({ page }) => {
  await openTable(page, 'doomed')
  await server.execute('lms', 'drop table doomed')
  await scrollTo(gridOf(page), 0.7)
  await expect(page.getByRole('main').getByRole('alert')).toContainText(/doomed/)
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible()
})

test('a server killed between two pages is told, and its rows come when it is back', async ({ page }) => {
  await openTable(page, 'lasting')
  await server.kill()
  await scrollTo(gridOf(page), 0.7)
  await expect(page.getByRole('main').getByRole('alert').first()).toContainText(/\w+ .*\./)
  const retry = page.getByRole('button', { name: 'Try again' }).first()
  await expect(retry).toBeVisible()
  await server.restart()
  await retry.click()
  const rows = await settledRows(gridOf(page))
  expect(Number(rows[0]?.cells[0])).toBeGreaterThan(10_000)
  await expect(page.getByRole('main').getByRole('alert')).toHaveCount(0)
})

test('a connection whose server is away shows the failure with its code and remedy, and recovers', async ({ page }) => {
  await server.kill()
  await console.open(page, '/connections?open=lms')
  await page.getByRole('button', { name: /Test again/ }).click()
  await expect(page.getByRole('main').getByRole('alert')).toBeVisible()
  await expect(page.getByText('connection.refused').first()).toBeVisible()
  await expect(page.getByRole('main').getByRole('listitem').first()).toBeVisible()
  await server.restart()
  await page.getByRole('button', { name: /Test again/ }).click()
  await expect(page.getByText(/first row took/)).toBeVisible()
  await expect(page.getByRole('main').getByRole('alert')).toHaveCount(0)
})
