import { gridOf, settledRows } from './kit/grid.ts'
import { provost } from './kit/provost.ts'
import { consoleOfFile, expect, test } from './kit/test.ts'
import { demoWorkspace } from './kit/workspaces.ts'

const target = `target=${encodeURIComponent('tenant:alder-valley.example')}`

const console = consoleOfFile(
  async () => {
    const workspace = demoWorkspace()
    await provost(workspace, 'operator', 'add', 'nadia', '--role', 'support')
    return workspace
  },
  { operator: 'nadia' },
)

test('the desks of the registrar say that support may not see them, and who may', async ({ page }) => {
  await console.open(page)
  for (const [path, words] of [
    ['/people', 'People are for registrars'],
    ['/withdrawals', 'Withdrawals and refunds are for registrars'],
    ['/refunds', 'Refunds are for registrars'],
    ['/enrollments', 'Enrollments are for registrars'],
  ] as const) {
    await console.open(page, `${path}?${target}`)
    await expect(page.getByRole('heading', { name: words })).toBeVisible()
    await expect(page.getByText(/Your role is support/i)).toBeVisible()
    await expect(gridOf(page)).toHaveCount(0)
  }
})

test('passwords in a table are a lock and the words hidden for support, and never come over the wire', async ({ page }) => {
  const frames: string[] = []
  page.on('websocket', (socket) => socket.on('framereceived', ({ payload }) => frames.push(payload.toString())))
  await console.open(page, `/tables?${target}&table=users`)
  const grid = gridOf(page, /^Rows of users/)
  await settledRows(grid)
  await expect(grid.getByText('hidden for support').first()).toBeVisible()
  expect(frames.join('\n')).toContain('@alder-valley.example')
  expect(frames.join('\n')).not.toContain('$2b$')
})

test('what support may not do stays in the palette with its reason', async ({ page }) => {
  await console.open(page)
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox', { name: 'Search or run' })).toBeFocused()
  await page.keyboard.type('people')
  const people = page.getByRole('group', { name: 'Go to' }).getByRole('option', { name: /^People/ })
  await expect(people).toHaveAttribute('aria-disabled', 'true')
  await expect(people).toContainText(/registrar/i)
  await page.keyboard.press('Escape')
  const before = page.url()
  await page.keyboard.press('g')
  await page.keyboard.press('p')
  await page.waitForTimeout(300)
  expect(page.url()).toBe(before)
})

test('the audit log is refused with its reason, and a statement of one’s own too', async ({ page }) => {
  await console.open(page, '/audit')
  await expect(page.getByText(/auditor/i).first()).toBeVisible()
  await console.open(page, '/connections?open=alder-valley')
  await page.getByRole('tab', { name: 'Query' }).click()
  await page.getByRole('textbox', { name: 'Statement' }).fill('select hashed_password from users')
  const run = page.getByRole('button', { name: 'Run', exact: true })
  await expect(run).toHaveAttribute('aria-disabled', 'true')
  await page.getByRole('textbox', { name: 'Statement' }).press('Tab')
  await expect(run).toBeFocused()
  await expect(page.getByRole('tooltip')).toContainText(/database administrator/i)
  await page.getByRole('textbox', { name: 'Statement' }).press('Control+Enter')
  await expect(page.getByText('$2b$')).toHaveCount(0)
})

test('support sees how the schemas stand and what is pending, and is told who may apply it', async ({ page }) => {
  await console.open(page, '/migrations/plan')
  const apply = page.getByRole('button', { name: /^Apply/ })
  await expect(page.getByRole('tab', { name: /^Targets/ })).toBeVisible({ timeout: 20_000 })
  await expect(apply).toHaveAttribute('aria-disabled', 'true')
  await apply.focus()
  await expect(page.getByRole('tooltip').filter({ hasText: /database administrator/ })).toBeVisible()
})

test('support reads what a rollback would take back, and is told who may begin it and who may make a migration', async ({ page }) => {
  await console.open(page, '/migrations/rollback')
  const begin = page.getByRole('button', { name: /^Roll back/ })
  await expect(page.getByRole('tab', { name: /^Held/ })).toBeVisible({ timeout: 30_000 })
  await expect(begin).toHaveAttribute('aria-disabled', 'true')
  await begin.hover()
  await expect(page.getByRole('tooltip').filter({ hasText: /database administrator/ })).toBeVisible()
  await console.open(page, '/migrations')
  const make = page.getByRole('button', { name: 'New migration…' })
  await expect(make).toHaveAttribute('aria-disabled', 'true')
  await make.hover()
  await expect(page.getByRole('tooltip').filter({ hasText: /database administrator/ })).toBeVisible()
})
