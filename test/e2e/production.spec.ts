import { join } from 'node:path'
import Database from 'better-sqlite3'
import { seriousFaults } from './kit/axe.ts'
import { provost } from './kit/provost.ts'
import { consoleOfFile, expect, type Page, test } from './kit/test.ts'
import { emptyWorkspace } from './kit/workspaces.ts'

/** A file that several connections name, each as another environment. */
const console = consoleOfFile(async () => {
  const workspace = emptyWorkspace()
  const file = join(workspace, 'school.sqlite')
  new Database(file).exec('create table students (id integer primary key)').close()
  await provost(workspace, 'connection', 'add', 'live', '--url', file, '--environment', 'production')
  await provost(workspace, 'connection', 'add', 'live-writes', '--url', file, '--environment', 'production', '--read-write')
  await provost(workspace, 'connection', 'add', 'rehearsal', '--url', file, '--environment', 'staging')
  return workspace
})

const garnet = (page: Page) =>
  page.evaluate(() => {
    const probe = document.createElement('i')
    probe.style.color = 'var(--pv-prod-edge)'
    document.body.append(probe)
    const colour = getComputedStyle(probe).color
    probe.remove()
    return colour
  })

/** The colour of the topmost pixels of the window: the band. */
const bandColour = (page: Page) =>
  page.evaluate(() => {
    const { x, y } = { x: window.innerWidth / 2, y: 1 }
    return document
      .elementsFromPoint(x, y)
      .flatMap((element) => [null, '::before', '::after'].map((part) => getComputedStyle(element, part)))
      .flatMap((style) => [style.backgroundColor, style.borderTopColor])
  })

test('production has its plate in words and a garnet band over the window', async ({ page }) => {
  await console.open(page, '/connections?open=live')
  const rail = page.getByRole('navigation', { name: 'Desks' })
  await expect(rail.getByText('PRODUCTION')).toBeVisible()
  await expect(rail.getByText('read-only')).toBeVisible()
  await page.getByRole('tab', { name: 'Overview' }).click()
  await expect(page.getByText('off: the file is opened read-only')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Status' })).toContainText('Read-only, the file is opened so')
  expect(await bandColour(page)).toContain(await garnet(page))
  expect(await seriousFaults(page)).toEqual([])
})

test('writes that are on for production are said in the rail and in the status bar', async ({ page }) => {
  await console.open(page, '/connections?open=live-writes')
  const rail = page.getByRole('navigation', { name: 'Desks' })
  await expect(rail.getByText('PRODUCTION')).toBeVisible()
  await expect(rail.getByText('writes on')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Status' })).toContainText('Writes on for this connection')
  expect(await seriousFaults(page)).toEqual([])
})

test('staging is no production: another word and no band', async ({ page }) => {
  await console.open(page, '/connections?open=rehearsal')
  await expect(page.getByRole('navigation', { name: 'Desks' }).getByText('STAGING')).toBeVisible()
  expect(await bandColour(page)).not.toContain(await garnet(page))
})
