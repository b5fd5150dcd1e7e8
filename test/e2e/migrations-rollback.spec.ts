import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { seriousFaults } from './kit/axe.ts'
import { gridOf, rowCount } from './kit/grid.ts'
import { holdingBack } from './kit/held-words.ts'
import { choose, clipboard, tabTo } from './kit/keys.ts'
import { asked, badge, type Campus, campusesInService, campusHas, command, writtenSource } from './kit/migration-desk.ts'
import { provost } from './kit/provost.ts'
import { consoleOfFile, expect, type Page, test } from './kit/test.ts'
import { emptyWorkspace } from './kit/workspaces.ts'

const source = writtenSource()
const { at } = source
const prisma = join(source.directory, 'prisma-project')
let workspace = ''
let campuses: readonly Campus[] = []

const campus = (position: number): Campus => {
  const found = campuses[position]
  if (found === undefined) throw new Error(`The campus has no tenant ${position} in service.`)
  return found
}

const apply = (...more: readonly string[]) => provost(workspace, 'migrate', 'apply', '--all', '--source', source.directory, ...more)

const console = consoleOfFile(async () => {
  workspace = emptyWorkspace()
  await provost(workspace, 'demo', 'create', '--tenants', '12')
  campuses = await campusesInService(workspace)
  await provost(workspace, 'connection', 'add', 'reader', '--url', campus(2).file)
  await provost(workspace, 'connection', 'add', 'theirs', '--url', campus(2).file, '--read-write', '--external')
  await apply('--to', '0005')
  source.write(
    '0006_refund_holds',
    'CREATE TABLE refund_holds (id INTEGER PRIMARY KEY, refund_id INTEGER);\nINSERT INTO refund_holds (refund_id) VALUES (1), (2);\n',
    'DROP TABLE refund_holds;\n',
  )
  source.write('0007_nickname', 'ALTER TABLE users ADD COLUMN nickname TEXT;\n', 'ALTER TABLE users DROP COLUMN nickname;\n')
  await apply()
  mkdirSync(join(prisma, 'migrations', '20260101000000_first'), { recursive: true })
  writeFileSync(join(prisma, 'schema.prisma'), 'datasource db {\n  provider = "sqlite"\n  url = "file:dev.db"\n}\n')
  writeFileSync(join(prisma, 'migrations', 'migration_lock.toml'), 'provider = "sqlite"\n')
  writeFileSync(join(prisma, 'migrations', '20260101000000_first', 'migration.sql'), 'CREATE TABLE "a" ("id" INTEGER);\n')
  return workspace
})

test.describe.configure({ mode: 'serial' })
test.afterAll(() => rmSync(source.directory, { recursive: true, force: true }))

const wayBack = (page: Page, version: string) => page.getByRole('group', { name: `SQL that takes back ${version}` })
const consequences = (page: Page) => page.getByRole('region', { name: 'Consequences' })

/** Says why a control cannot be used, to who points at it. */
const saysWhyNot = async (page: Page, name: string | RegExp, why: string | RegExp): Promise<void> => {
  const control = page.getByRole('button', { name }).last()
  await expect(control).toHaveAttribute('aria-disabled', 'true', { timeout: 30_000 })
  await control.hover()
  await expect(page.getByRole('tooltip', { name: why })).toBeVisible()
  await page.mouse.move(0, 0)
}

test('by keyboard alone: a target is rolled back by one step, once its name is typed', async ({ page }) => {
  const { domain, name, file } = campus(0)
  await console.open(page, `/migrations?${at}&open=${domain}`)
  await asked(page)
  const pane = page.getByRole('complementary', { name })
  await tabTo(page, pane.getByRole('button', { name: 'Roll back…' }), 120)
  await page.keyboard.press('Enter')

  await expect(wayBack(page, '0007')).toContainText('DROP COLUMN nickname', { timeout: 30_000 })
  await expect(consequences(page)).toContainText(/Column nickname of users goes with its values: [\d,]+ rows?\./)
  await expect(consequences(page)).toContainText('Every other table stays with its rows.')
  expect(campusHas(file, 'users', 'nickname'), 'a plan changes nothing').toBe(true)

  await command(page, '> begin the rollback')
  const dialog = page.getByRole('dialog', { name: `Roll back ${name}` })
  await expect(dialog.getByRole('textbox', { name: /the name of the target/ })).toBeFocused()
  await expect(dialog).toContainText('Column nickname of users goes')
  const sure = dialog.getByRole('button', { name: 'Roll back', exact: true })
  await page.keyboard.type(name)
  await expect(sure, 'the name of the school is not the name of the target').toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Control+a')
  await page.keyboard.type(domain)
  await expect(sure).not.toHaveAttribute('aria-disabled', 'true')
  await page.keyboard.press('Enter')

  await expect(page.getByRole('heading', { level: 1 })).toContainText(`Roll back ${domain} by one version`)
  await badge(page, 'Done')
  expect([campusHas(file, 'users', 'nickname'), campusHas(file, 'refund_holds')]).toEqual([false, true])
  const map = page.getByRole('grid', { name: /^Map of the run/ })
  await tabTo(page, map)
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('complementary', { name }).getByText('Taken back', { exact: true })).toBeVisible()
})

test('what came after the plan was shown is not taken back unseen: the dialog says so, shows it, and is answered anew', async ({
  page,
}) => {
  const { domain, file } = campus(5)
  await console.open(page, `/migrations/rollback?${at}&on=${encodeURIComponent(`tenant:${domain}`)}`)
  await page.getByRole('button', { name: 'Roll back 1…' }).click({ timeout: 30_000 })
  const dialog = page.getByRole('dialog', { name: /^Roll back/ })
  const answer = dialog.getByRole('textbox', { name: /the name of the target/ })
  const sure = dialog.getByRole('button', { name: 'Roll back', exact: true })
  await answer.fill(domain)
  await expect(sure).not.toHaveAttribute('aria-disabled', 'true')
  source.write('0008_later', 'CREATE TABLE later (id INTEGER PRIMARY KEY);\n', 'DROP TABLE later;\n')
  await provost(workspace, 'migrate', 'apply', '--tenant', domain, '--source', source.directory)
  await sure.click()
  await expect(dialog.getByText('What would be taken back is not what the plan showed any more.')).toBeVisible()
  await expect(dialog.getByText('Table later goes with its rows')).toBeVisible({ timeout: 30_000 })
  await expect(answer, 'it was typed for what was shown before').toHaveValue('')
  expect(campusHas(file, 'later'), 'nothing was begun').toBe(true)
  await answer.fill(domain)
  await sure.click()
  await badge(page, 'Done')
  expect([campusHas(file, 'later'), campusHas(file, 'users', 'nickname')]).toEqual([false, true])
  for (const way of ['up', 'down']) rmSync(join(source.directory, 'sqlite', `0008_later.${way}.sql`))
})

/** Answers the last question of a rollback of one target. */
const answerRollback = async (page: Page, domain: string, before: () => void) => {
  await console.open(page, `/migrations/rollback?${at}&on=${encodeURIComponent(`tenant:${domain}`)}`)
  await page.getByRole('button', { name: 'Roll back 1…' }).click({ timeout: 30_000 })
  const dialog = page.getByRole('dialog', { name: /^Roll back/ })
  await dialog.getByRole('textbox', { name: /the name of the target/ }).fill(domain)
  const sure = dialog.getByRole('button', { name: 'Roll back', exact: true })
  await expect(sure).not.toHaveAttribute('aria-disabled', 'true')
  before()
  await sure.click()
  await expect(dialog.getByRole('status')).toContainText('then the run begins')
  return dialog
}

test('a dialog whose question was answered stays until that is done, and says why', async ({ page }) => {
  const words = await holdingBack(page)
  const dialog = await answerRollback(page, campus(6).domain, words.hold)
  await page.keyboard.press('Escape')
  await page.mouse.click(4, 4)
  await expect(dialog.getByRole('button', { name: 'Take nothing back' })).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByRole('button', { name: 'Take nothing back' }).click({ force: true })
  await expect(dialog).toBeVisible()
  words.release()
  await badge(page, 'Done')
})

test('what is refused after somebody has gone elsewhere is told there', async ({ page }) => {
  const { domain, file } = campus(7)
  const words = await holdingBack(page)
  await console.open(page, '/tenants')
  await answerRollback(page, domain, words.hold)
  await page.goBack()
  await expect(page.getByRole('dialog')).toHaveCount(0)
  source.write('0008_later', 'CREATE TABLE later (id INTEGER PRIMARY KEY);\n', 'DROP TABLE later;\n')
  await provost(workspace, 'migrate', 'apply', '--tenant', domain, '--source', source.directory)
  words.release()
  await expect(page.getByText('What would be taken back is not what the plan showed any more.')).toBeVisible()
  expect(campusHas(file, 'later'), 'nothing was begun').toBe(true)
  await provost(workspace, 'migrate', 'rollback', '--tenant', domain, '--source', source.directory, '--confirm', domain)
  for (const way of ['up', 'down']) rmSync(join(source.directory, 'sqlite', `0008_later.${way}.sql`))
})

test('no version can be named while those of the source are not known, and it is said why', async ({ page }) => {
  await console.open(page, `/migrations/rollback?source=${encodeURIComponent(join(source.directory, 'nowhere'))}`)
  await expect(page.getByText('The versions of the source could not be read.')).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('radio', { name: 'To a version' })).toBeDisabled()
})

test('what a run put in is taken back from that run, against the number of its targets', async ({ page }) => {
  await console.open(page, '/migrations/runs')
  await gridOf(page, 'Runs').getByRole('row').filter({ hasText: 'to 0007' }).click()
  await badge(page, 'Done')
  await page.getByRole('button', { name: 'Roll back…' }).click()
  await expect(wayBack(page, '0006')).toContainText('DROP TABLE refund_holds', { timeout: 30_000 })
  await expect(
    page
      .getByRole('textbox', { name: 'The version that stays' })
      .or(page.getByRole('combobox', { name: 'The version that stays' }))
      .first(),
  ).toHaveValue(/^0005 stays/)
  const count = campuses.length
  await expect(consequences(page)).toContainText(
    `Table refund_holds goes with its rows: ${count * 2} rows in ${count} of ${count} databases.`,
  )
  await page.getByRole('tab', { name: /^Targets/ }).click()
  await expect.poll(() => rowCount(gridOf(page, 'Targets that would be rolled back'))).toBe(count)

  await page.getByRole('button', { name: `Roll back ${count}…` }).click()
  const dialog = page.getByRole('dialog', { name: `Roll back ${count} targets` })
  await dialog.getByRole('textbox', { name: /the number of targets/ }).fill(String(count))
  await dialog.getByRole('button', { name: 'Roll back', exact: true }).click()
  await badge(page, 'Done')
  expect(campuses.filter(({ file }) => campusHas(file, 'refund_holds'))).toEqual([])
  await apply()
})

test('chosen targets go by the palette, and how far back is chosen in the plan', async ({ page }) => {
  await console.open(page, `/migrations?${at}&search=${encodeURIComponent(campus(1).domain)}`)
  await asked(page)
  await gridOf(page, 'Targets').focus()
  await page.keyboard.press('Space')
  await expect(page.getByText('1 target chosen')).toBeVisible()
  await command(page, '> roll back the 1')
  await expect(wayBack(page, '0007')).toBeVisible({ timeout: 30_000 })
  await expect(wayBack(page, '0006')).toBeHidden()
  await page.getByText('Several steps', { exact: true }).click()
  await expect(wayBack(page, '0006')).toBeVisible({ timeout: 30_000 })
  await page.getByText('To a version', { exact: true }).click()
  await choose(page, page.locator('body'), 'The version that stays', 'Before the first: none stays')
  await expect(consequences(page)).toContainText('Table users goes with its rows', { timeout: 30_000 })
})

test('what has no way back is held, and says what to do; where nothing can be taken back a control says why', async ({ page }) => {
  const { domain } = campus(2)
  source.write('0008_seen', 'CREATE TABLE seen (id INTEGER PRIMARY KEY);\n')
  await provost(workspace, 'migrate', 'apply', '--tenant', domain, '--source', source.directory)
  await console.open(page, `/migrations/rollback?${at}&on=${encodeURIComponent(`tenant:${domain},tenant:${campus(3).domain}`)}`)
  await expect(page.getByRole('button', { name: 'Roll back 1…' })).toBeVisible({ timeout: 30_000 })
  await page.getByRole('tab', { name: /^Held/ }).click()
  await expect(page.getByText('0008 seen cannot be taken back.')).toBeVisible()
  await expect(page.getByText('Restore the backup taken before it.')).toBeVisible()

  await console.open(page, `/migrations?${at}&open=${domain}`)
  await asked(page)
  await saysWhyNot(page, 'Roll back…', /^0008 has no \.down\.sql/)

  for (const [connection, why] of [
    ['reader', /^reader is a read-only connection/],
    ['theirs', /^Its LMS owns the schema/],
  ] as const) {
    await console.open(page, `/migrations?${at}&on=${encodeURIComponent(`connection:${connection}`)}&open=${connection}`)
    await asked(page)
    await saysWhyNot(page, 'Roll back…', why)
  }
})

test('a new migration is made by its name: its files are told, can be copied, and are pending at once', async ({ page }) => {
  await console.open(page, `/migrations?${at}`)
  await asked(page)
  await command(page, '> new migration')
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('textbox', { name: 'What it does' })).toBeFocused()
  await page.keyboard.type('…')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('A migration’s name is of letters and digits, 100 at most.')).toBeVisible()
  await page.keyboard.press('Control+a')
  await page.keyboard.type('Add refund notes')
  await page.keyboard.press('Enter')

  const files = dialog.getByRole('list', { name: 'Files that were made' })
  await expect(files.getByRole('listitem')).toHaveCount(4)
  const up = join(source.directory, 'sqlite', '0009_add_refund_notes.up.sql')
  await expect(files).toContainText(up)
  await files.getByRole('button', { name: 'Copy the path of 0009_add_refund_notes.up.sql' }).last().click()
  expect(await clipboard(page)).toBe(up)
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(gridOf(page, 'Targets').getByRole('columnheader', { name: /0009/ })).toBeVisible({ timeout: 30_000 })
  await expect(page.getByRole('button', { name: /^Plan for \d+ behind/ })).toBeVisible({ timeout: 30_000 })
})

test('where migrations come from elsewhere a new one says why it cannot be made here', async ({ page }) => {
  await console.open(page, '/migrations')
  await saysWhyNot(page, 'New migration…', /^Blueprints ship with Provost/)
  await console.open(page, `/migrations?source=${encodeURIComponent(prisma)}`)
  await saysWhyNot(page, 'New migration…', /^Prisma makes its own/)
})

test('the plan of a rollback and its last question have no serious fault, light and dark, and fit a narrow window', async ({ page }) => {
  const faults: string[] = []
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await console.open(page, `/migrations/rollback?${at}&on=${encodeURIComponent(`tenant:${campus(4).domain}`)}&back=to:0005`)
  await expect(wayBack(page, '0006')).toBeVisible({ timeout: 30_000 })
  const both = async (what: string) => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', scheme)
      faults.push(
        ...(await seriousFaults(page, scheme === 'light' ? 'everything' : 'contrasts')).map((fault) => `${what}, ${scheme}: ${fault}`),
      )
    }
  }
  await both('plan')
  await page.setViewportSize({ width: 900, height: 900 })
  const cut = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
  expect(cut, 'the window does not scroll sideways').toBeLessThanOrEqual(0)
  await page.getByRole('button', { name: 'Roll back 1…' }).click()
  await expect(page.getByRole('dialog')).toBeVisible()
  await both('question')
  expect(faults).toEqual([])
})
