import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { seriousFaults } from './kit/axe.ts'
import { asked } from './kit/migration-desk.ts'
import { provost } from './kit/provost.ts'
import { consoleOfFile, expect, type Page, test } from './kit/test.ts'
import { emptyWorkspace } from './kit/workspaces.ts'

const source = mkdtempSync(join(tmpdir(), 'provost-e2e-production-'))
const create = 'create table notes (id integer primary key);\n'

/** Two schools in production: one has the schema and no ledger, in the other a migration ended in its middle. */
const console = consoleOfFile(async () => {
  const workspace = emptyWorkspace()
  writeFileSync(join(source, '0001_notes.up.sql'), create)
  writeFileSync(
    join(source, '0002_tags.up.sql'),
    '-- provost: no-transaction\ncreate table tags (id integer primary key);\ninsert into nowhere values (1);\n',
  )
  for (const [name, setup] of [
    ['old', create],
    ['half', 'pragma user_version = 1'],
  ] as const) {
    const file = join(workspace, `${name}.sqlite`)
    new Database(file).exec(setup).close()
    await provost(workspace, 'connection', 'add', name, '--url', file, '--environment', 'production', '--read-write')
  }
  const broken = provost(workspace, 'migrate', 'apply', '--connection', 'half', '--source', source, '--confirm', 'half')
  await expect(broken).rejects.toThrow()
  return workspace
})
test.afterAll(() => rmSync(source, { recursive: true, force: true }))

const openTarget = async (page: Page, name: string) => {
  await console.open(page, `/migrations?source=${encodeURIComponent(source)}&on=connection:${name}&open=${name}`)
  await asked(page)
  return page.getByRole('complementary', { name })
}

test('a baseline in production is written once the name is typed', async ({ page }) => {
  const pane = await openTarget(page, 'old')
  await pane.getByRole('button', { name: 'Baseline…' }).click()
  const dialog = page.getByRole('dialog', { name: /Baseline old/ })
  await expect(dialog).toContainText('PRODUCTION')
  await dialog.getByRole('textbox', { name: /Type old/ }).fill('old')
  await dialog.getByRole('button', { name: 'Mark as applied' }).click()
  await expect(dialog).toBeHidden()
  await expect(pane.getByText('2 of 2, at 0002')).toBeVisible({ timeout: 30_000 })
})

test('what broke off in production is marked once the name is typed', async ({ page }) => {
  const pane = await openTarget(page, 'half')
  await pane.getByRole('button', { name: 'Settle by evidence…' }).click()
  const dialog = page.getByRole('dialog', { name: /Settle 0002 in half/ })
  const mark = dialog.getByRole('button', { name: 'Mark as applied' })
  await expect(mark).toHaveAttribute('aria-disabled', 'true', { timeout: 30_000 })
  await expect(dialog).toContainText('PRODUCTION')
  expect(await seriousFaults(page)).toEqual([])
  await dialog.getByRole('textbox', { name: /Type half/ }).fill('half')
  await mark.click()
  await expect(dialog).toBeHidden()
  await expect(pane.getByText('2 of 2, at 0002')).toBeVisible({ timeout: 30_000 })
})
