import { type PrivateServer, startPostgres } from '../servers/index.ts'
import { holdingBack } from './kit/held-words.ts'
import { consoleOfFile, expect, test } from './kit/test.ts'
import { emptyWorkspace } from './kit/workspaces.ts'

const secret = 'tulip-Harbour-7291'
let server: PrivateServer
test.beforeAll(async () => {
  server = await startPostgres()
  await server.createDatabase('lms')
  await server.execute('lms', `create role ringer login password '${secret}'`)
})
test.afterAll(() => server.stop())

// A password that a vault in memory holds is changed by nobody.
const console = consoleOfFile(emptyWorkspace, { vault: { PROVOST_VAULT: 'file', PROVOST_VAULT_PASSPHRASE: 'open sesame' } })

test('a password that is being changed is not left in the middle: the dialog stays, and says why', async ({ page }) => {
  const words = await holdingBack(page)
  await console.open(page, '/connections?view=add')
  const address = `postgresql://ringer:${secret}@127.0.0.1:${server.port}/lms?sslmode=disable`
  await page.getByRole('textbox', { name: 'URL or file' }).fill(address)
  await page.getByRole('textbox', { name: 'Name' }).fill('ringing')
  await page.getByRole('button', { name: 'Add connection', exact: true }).last().click()
  await expect(page.getByRole('button', { name: /ringing/ }).first()).toBeVisible()
  await page.getByRole('button', { name: 'More for this connection' }).click()
  await page.getByRole('menuitem', { name: 'Change the password…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Change the password of its account?' })
  await expect(dialog.getByText('gets a new password that nobody sees')).toBeVisible()
  words.hold()
  await dialog.getByRole('button', { name: 'Change the password' }).click()
  await expect(dialog.getByRole('status')).toContainText('is not broken off in the middle')
  await page.keyboard.press('Escape')
  await page.mouse.click(4, 4)
  await expect(dialog.getByRole('button', { name: 'Keep the password' })).toHaveAttribute('aria-disabled', 'true')
  await expect(dialog).toBeVisible()
  words.release()
  await expect(dialog).toBeHidden()
  await expect(page.getByText('The password of ringing is changed')).toBeVisible()
})
