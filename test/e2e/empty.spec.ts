import { join } from 'node:path'
import Database from 'better-sqlite3'
import { seriousFaults } from './kit/axe.ts'
import { gridOf, settledRows } from './kit/grid.ts'
import { provost } from './kit/provost.ts'
import { consoleOfFile, expect, test } from './kit/test.ts'
import { emptyWorkspace } from './kit/workspaces.ts'

const console = consoleOfFile(emptyWorkspace)

test('a workspace without anything says what to do first, on every desk', async ({ page }) => {
  await console.open(page)
  await expect(page.getByRole('heading', { name: 'No tenants yet' })).toBeVisible()
  expect(await seriousFaults(page)).toEqual([])
  for (const path of ['/withdrawals', '/people', '/tables']) {
    await console.open(page, path)
    await expect(page.getByRole('heading', { name: /^No database to show/ })).toBeVisible()
  }
  for (const path of ['/migrations', '/migrations/plan', '/migrations/drift']) {
    await console.open(page, path)
    await expect(page.getByRole('heading', { name: 'Nothing to migrate yet' })).toBeVisible()
  }
  await console.open(page, '/migrations/runs')
  await expect(page.getByRole('heading', { name: 'No run yet' })).toBeVisible()
  await console.open(page, '/jobs')
  await expect(page.getByRole('heading', { name: 'No jobs yet' })).toBeVisible()
  await console.open(page, '/connections')
  await expect(page.getByRole('heading', { name: 'No connections yet' })).toBeVisible()
  await page.getByRole('main').getByRole('button', { name: 'Add connection…' }).click()
  await expect(page.getByRole('heading', { name: 'Add a connection' })).toBeVisible()
})

test('a database of no known system is said to be one, and opens in Tables', async ({ page }) => {
  const { workspace } = console.served
  const file = join(workspace, 'recipes.sqlite')
  const database = new Database(file)
  database.exec("create table soups (id integer primary key, name text); insert into soups (name) values ('Leek'), ('Lentil')")
  database.close()
  await provost(workspace, 'connection', 'add', 'recipes', '--url', file)
  await console.open(page, `/people?target=${encodeURIComponent('connection:recipes')}`)
  await expect(page.getByRole('heading', { name: 'recipes holds no LMS this version knows' })).toBeVisible()
  await page.getByRole('button', { name: 'Open in Tables' }).click()
  await page.getByRole('button', { name: /^soups/ }).click()
  const rows = await settledRows(gridOf(page, /^Rows of soups/))
  expect(rows.map((row) => row.cells)).toEqual([
    ['1', 'Leek'],
    ['2', 'Lentil'],
  ])
})
