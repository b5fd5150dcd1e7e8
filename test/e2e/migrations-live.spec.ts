import { rmSync } from 'node:fs'
import { asked, badge, type Campus, campusesInService, campusHas, holdCampus, writtenSource } from './kit/migration-desk.ts'
import { provost } from './kit/provost.ts'
import { consoleOfFile, expect, type Page, test } from './kit/test.ts'
import { emptyWorkspace } from './kit/workspaces.ts'

const source = writtenSource()
let workspace = ''
let campuses: readonly Campus[] = []

const console = consoleOfFile(async () => {
  workspace = emptyWorkspace()
  await provost(workspace, 'demo', 'create', '--tenants', '12')
  campuses = await campusesInService(workspace)
  source.write('0006_refund_holds', 'CREATE TABLE refund_holds (id INTEGER PRIMARY KEY, refund_id INTEGER);\n')
  return workspace
})
test.afterAll(() => rmSync(source.directory, { recursive: true, force: true }))

const campus = (position: number): Campus => {
  const found = campuses[position]
  if (found === undefined) throw new Error(`The campus has no tenant ${position} in service.`)
  return found
}

const map = (page: Page) => page.getByRole('grid', { name: /^Map of the run/ })

/** The cell of a target, once it says how the target stands. */
const stands = (page: Page, { name }: Campus, words: string) =>
  expect(map(page).getByRole('gridcell', { name: `${name}, ${words}`, exact: true })).toHaveCount(1, { timeout: 60_000 })

const migrated = ({ file }: Campus): boolean => campusHas(file, 'refund_holds')

// A campus whose file the test holds keeps its run live for as long as the test wants: nothing here waits for time to pass.
test('a live run is paused after its wave, gone on with, stopped in the middle of its work, and brought to its end', async ({ page }) => {
  test.setTimeout(300_000)
  const [inSecondWave, inThirdWave] = [campus(4), campus(7)]
  const first = holdCampus(inSecondWave.file)
  await console.open(page, `/migrations/plan?${source.at}`)
  await expect(page.getByRole('group', { name: 'SQL of 0006' })).toBeVisible({ timeout: 30_000 })
  for (const [field, value] of [
    ['Canary', '0'],
    ['Targets in a wave', '3'],
    ['Lock timeout, ms', '600000'],
    ['Statement limit, s', '0'],
  ] as const)
    await page.getByRole('textbox', { name: field }).fill(value)
  await page.getByRole('button', { name: /^Apply to / }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Apply' }).click()

  await test.step('pausing lets the wave end, and begins no other', async () => {
    await badge(page, 'Running')
    for (const position of [0, 1, 2, 3, 5]) await stands(page, campus(position), 'done')
    await stands(page, inSecondWave, 'running')
    await page.getByRole('button', { name: 'Pause after wave' }).click()
    const pauses = page.getByRole('button', { name: 'Pauses after wave' })
    await expect(pauses).toHaveAttribute('aria-disabled', 'true')
    await pauses.hover()
    await expect(page.getByRole('tooltip', { name: 'It pauses after this wave.' })).toBeVisible()
    await badge(page, 'Running')
    first.release()
    await badge(page, 'Paused')
    await expect(page.getByText('Paused after wave 2.')).toBeVisible()
    await stands(page, inSecondWave, 'done')
    for (const position of [6, 7, 8]) await stands(page, campus(position), 'pending')
    expect([5, 6].map((position) => migrated(campus(position)))).toEqual([true, false])
  })

  await test.step('who is passed over lies in a wave of work, and none is of nobody else', async () => {
    await expect(map(page).getByRole('row', { name: /^Wave / })).toHaveCount(3)
    await expect(map(page).getByRole('gridcell', { name: /, skipped$/ })).toHaveCount(3)
  })

  const second = holdCampus(inThirdWave.file)
  await test.step('resuming goes on with the next wave', async () => {
    await page.getByRole('button', { name: 'Resume' }).click()
    await badge(page, 'Running')
    for (const position of [6, 8]) await stands(page, campus(position), 'done')
    await stands(page, inThirdWave, 'running')
  })

  await test.step('stopping ends the run while the work cannot end, and leaves the target as it was', async () => {
    await page.getByRole('button', { name: 'Stop…' }).click()
    const dialog = page.getByRole('dialog', { name: 'Stop the run now?' })
    await expect(dialog).toContainText('1 target is being worked on')
    await dialog.getByRole('button', { name: 'Stop the run' }).click()
    await badge(page, 'Stopped')
    await expect(dialog).toBeHidden()
    await stands(page, inThirdWave, 'pending')
    expect(migrated(inThirdWave)).toBe(false)
    second.release()
  })

  await test.step('what was left is done when it is gone on with, and the status knows it', async () => {
    await page.getByRole('button', { name: 'Resume' }).click()
    await badge(page, 'Done')
    await stands(page, inThirdWave, 'done')
    expect(campuses.every(migrated)).toBe(true)
    await console.open(page, `/migrations?${source.at}`)
    await asked(page)
    // Those that are suspended stay behind: runs pass them over.
    await expect(page.getByRole('button', { name: 'Plan…', exact: true })).toBeVisible()
  })
})
