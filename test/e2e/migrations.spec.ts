import { rmSync } from 'node:fs'
import { seriousFaults } from './kit/axe.ts'
import { gridOf, rowCount, settledRows } from './kit/grid.ts'
import { tabTo } from './kit/keys.ts'
import { asked, badge, campusFiles, command, inCampus, writtenSource } from './kit/migration-desk.ts'
import { provost } from './kit/provost.ts'
import { consoleOfFile, expect, type Page, test } from './kit/test.ts'
import { emptyWorkspace } from './kit/workspaces.ts'

const source = writtenSource()
const { at } = source
let workspace = ''

const console = consoleOfFile(async () => {
  workspace = emptyWorkspace()
  await provost(workspace, 'demo', 'create', '--tenants', '12')
  source.write('0006_refund_holds', 'CREATE TABLE refund_holds (id INTEGER PRIMARY KEY, refund_id INTEGER);\n')
  return workspace
})

test.describe.configure({ mode: 'serial' })
test.afterAll(() => rmSync(source.directory, { recursive: true, force: true }))

const targets = (page: Page) => gridOf(page, 'Targets')

test('by keyboard alone: who is behind is seen, planned and migrated, and is current afterwards', async ({ page }) => {
  await console.open(page)
  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await expect(page.getByRole('heading', { level: 1, name: 'Migrations' })).toBeVisible()
  await asked(page)
  await settledRows(targets(page))
  await expect(page.getByRole('button', { name: /^Plan for \d+ behind/ })).toBeVisible()

  await page.keyboard.press('p')
  await expect(page.getByRole('group', { name: /^SQL of / }).first()).toBeVisible({ timeout: 20_000 })
  await command(page, '> apply')
  const dialog = page.getByRole('dialog', { name: /^Apply / })
  await expect(dialog).toBeVisible()
  await tabTo(page, dialog.getByRole('button', { name: 'Apply' }))
  await page.keyboard.press('Enter')

  await expect(page.getByRole('grid', { name: /^Map of the run/ })).toBeVisible()
  await badge(page, 'Done')
  const map = page.getByRole('grid', { name: /^Map of the run/ })
  await tabTo(page, map)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const pane = page.getByRole('complementary').filter({ has: page.getByRole('button', { name: 'Open its status' }) })
  await expect(pane).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(pane).toBeHidden()

  await page.keyboard.press('g')
  await page.keyboard.press('m')
  await asked(page)
  // Those that are suspended stay behind: runs pass them over.
  await expect(page.getByRole('button', { name: 'Plan…', exact: true })).toBeVisible()
})

test('equal failures stand together, and once the cause is mended those targets are tried again', async ({ page }) => {
  const hurt = campusFiles(workspace).slice(0, 2)
  for (const file of hurt) inCampus(file, 'CREATE TABLE refund_holds (id INTEGER)')
  await console.open(page, `/migrations/plan?${at}`)
  await expect(page.getByRole('group', { name: 'SQL of 0006' })).toContainText('refund_holds', { timeout: 20_000 })
  // Neither the canary nor the rule is to end this one.
  await page.getByRole('textbox', { name: 'Canary' }).fill('0')
  await page.getByRole('textbox', { name: 'Stop after failures' }).fill('')
  await page.getByRole('button', { name: /^Apply to / }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click()
  await badge(page, 'Ended with failures')

  const failures = page.getByRole('region', { name: 'Failures' })
  await expect(failures.getByText('2 failures, 1 cause')).toBeVisible()
  await failures.getByRole('button', { name: /^2 targets: .*refund_holds already exists/ }).click()
  await expect(failures.getByText(/CREATE TABLE refund_holds/)).toBeVisible()
  await page.getByText('List', { exact: true }).click()
  await page.getByRole('tab', { name: /^Failed/ }).click()
  await expect.poll(() => rowCount(gridOf(page, 'Targets of the run'))).toBe(2)

  for (const file of hurt) inCampus(file, 'DROP TABLE refund_holds')
  await failures.getByRole('button', { name: 'Retry 2' }).click()
  await badge(page, 'Done')
  await expect(failures).toBeHidden()
  await page.getByRole('tab', { name: /^Done/ }).click()
  await expect.poll(() => rowCount(gridOf(page, 'Targets of the run'))).toBe(9)
})

test('the job of a run leads to it, from the drawer', async ({ page }) => {
  await console.open(page, '/tenants')
  await page.keyboard.press('j')
  const jobs = page.getByRole('complementary', { name: 'Jobs' })
  await jobs
    .getByRole('button', { name: /Migrate/ })
    .first()
    .click()
  await jobs.getByRole('button', { name: 'Open the run' }).click()
  await badge(page, 'Done')
  await expect(page.getByText('0006', { exact: false }).first()).toBeVisible()
})

test('what the lint refuses cannot be applied until somebody says why it may, beside the line', async ({ page }) => {
  source.write('0007_drop_holds', '-- Nobody reads it.\nDROP TABLE refund_holds;\n')
  await console.open(page, `/migrations/plan?${at}`)
  const sql = page.getByRole('group', { name: 'SQL of 0007' })
  await expect(sql).toContainText('DROP TABLE', { timeout: 20_000 })
  const apply = page.getByRole('button', { name: /^Apply to / })
  await expect(apply).toHaveAttribute('aria-disabled', 'true')
  await sql.getByRole('button', { name: 'Let it pass…' }).click()
  await sql.getByRole('textbox').fill('Its rows are in refunds now')
  await page.keyboard.press('Enter')
  await expect(sql.getByText('Let pass: “Its rows are in refunds now”')).toBeVisible()
  await expect(apply).not.toHaveAttribute('aria-disabled', 'true')
})

test('a rehearsal shows what the plan changes, and the target itself stays as it is', async ({ page }) => {
  await console.open(page, `/migrations/plan?${at}&on=${encodeURIComponent('tenant:alder-valley.example')}`)
  await expect(page.getByRole('group', { name: 'SQL of 0007' })).toBeVisible({ timeout: 20_000 })
  await page.getByRole('button', { name: 'Rehearse on clones' }).click()
  await expect(page.getByText('1 of 1 went through')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByText('table refund_holds', { exact: true })).toBeVisible()
  await console.open(page, `/migrations?${at}&open=alder-valley.example`)
  await asked(page)
  await expect(page.getByRole('complementary', { name: 'Alder Valley College' })).toContainText('0007')
})

test('targets that drifted in the same way stand together, with the SQL that would mend them', async ({ page }) => {
  for (const file of campusFiles(workspace).slice(0, 3)) inCampus(file, 'ALTER TABLE users ADD COLUMN nickname TEXT')
  await console.open(page, `/migrations/drift?${at}`)
  await page.getByRole('button', { name: 'Compare' }).click()
  const group = page.getByRole('button', { name: /^3 targets .*users\.nickname/ })
  await expect(group).toBeVisible({ timeout: 40_000 })
  if ((await group.getAttribute('aria-expanded')) === 'false') await group.click()
  await expect(page.getByRole('group', { name: /as its migrations give it/ })).toContainText(/nickname/)
})

const screens: readonly (readonly [name: string, path: string, arrived: (page: Page) => Promise<unknown>])[] = [
  ['status', `/migrations?${at}&open=alder-valley.example`, asked],
  ['plan', `/migrations/plan?${at}`, (page) => expect(page.getByRole('group', { name: 'SQL of 0007' })).toBeVisible({ timeout: 20_000 })],
  ['runs', '/migrations/runs', (page) => settledRows(gridOf(page, 'Runs'))],
  ['drift', '/migrations/drift', (page) => expect(page.getByRole('heading', { name: /compared/i }).first()).toBeVisible()],
  [
    'run',
    '/migrations/runs',
    async (page) => {
      await gridOf(page, 'Runs').getByRole('row').nth(1).click()
      await badge(page, 'Done')
    },
  ],
]
for (const [name, path, arrived] of screens) {
  test(`the screen ${name} has no serious fault, light and dark, and fits a narrow window`, async ({ page }) => {
    const faults: string[] = []
    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
    await console.open(page, path)
    await arrived(page)
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme)
      await page.waitForTimeout(200)
      faults.push(...(await seriousFaults(page, scheme === 'light' ? 'everything' : 'contrasts')).map((fault) => `${scheme}: ${fault}`))
    }
    await page.setViewportSize({ width: 900, height: 900 })
    const cut = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    expect(cut, 'the window does not scroll sideways').toBeLessThanOrEqual(0)
    expect(faults).toEqual([])
  })
}
