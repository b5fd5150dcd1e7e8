import pg from 'pg'
import { makeCheapVault } from '../integration/cheap-vault.ts'
import { type PrivateServer, startPostgres } from '../servers/index.ts'
import { holdingBack } from './kit/held-words.ts'
import { consoleOfFile, expect, type Page, test } from './kit/test.ts'
import { emptyWorkspace } from './kit/workspaces.ts'

const secret = 'tulip-Harbour-7291'
const passphrase = 'larch-Quay-5520'
let server: PrivateServer
test.beforeAll(async () => {
  server = await startPostgres()
  await server.createDatabase('lms')
  await server.execute(
    'lms',
    `create role clerk login password '${secret}'; create role ringer login password '${secret}'; create table grades (id int); grant select on grades to clerk`,
  )
})
test.afterAll(async () => {
  await server.stop()
})

const console = consoleOfFile(
  async () => {
    const workspace = emptyWorkspace()
    await makeCheapVault(workspace, passphrase)
    return workspace
  },
  { more: { PROVOST_VAULT: 'file', PROVOST_VAULT_PASSPHRASE: passphrase } },
)

const logsIn = async (password: string): Promise<boolean> => {
  const client = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'clerk', password, database: 'lms' })
  const came = await client.connect().then(
    () => true,
    () => false,
  )
  await client.end()
  return came
}

interface Added {
  readonly user?: string
  readonly password: string
  readonly production?: boolean
}

const add = async (page: Page, name: string, { user = 'clerk', password, production = false }: Added): Promise<void> => {
  await console.open(page, '/connections?view=add')
  await page
    .getByRole('textbox', { name: 'URL or file' })
    .fill(`postgresql://${user}:${password}@127.0.0.1:${server.port}/lms?sslmode=disable`)
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  if (production) await page.getByText('Production', { exact: true }).click()
  await page.getByRole('button', { name: 'Add connection', exact: true }).last().click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
}

test('the password of an account is changed in a dialog: it says whom it concerns, and production takes the typed name', async ({
  page,
}) => {
  await add(page, 'outdated', { password: 'of long ago' })
  await add(page, 'school', { password: secret, production: true })
  await expect(page.getByText(/first row took/)).toBeVisible()
  await page.getByRole('button', { name: 'More for this connection' }).click()
  await page.getByRole('menuitem', { name: 'Change the password…' }).click()
  const dialog = page.getByRole('dialog', { name: /password/ })
  await expect(dialog).toContainText(`clerk on 127.0.0.1:${server.port}`)
  await expect(dialog).toContainText('The vault holds another password for it than for school.')
  const change = dialog.getByRole('button', { name: 'Change the password' })
  await expect(change).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByRole('textbox').fill('school')
  await change.click()
  await expect(dialog).toBeHidden()
  // A login proved that the other one is of the same account.
  await expect(page.getByText('Also for outdated, of the same account.')).toBeVisible()
  expect(await logsIn(secret)).toBe(false)
  await expect(page.getByText(/first row took/)).toBeVisible()
  await console.open(page, '/connections?open=outdated')
  await expect(page.getByText(/first row took/)).toBeVisible()
})

test('a password that is being changed is not left in the middle: the dialog stays, and says why', async ({ page }) => {
  const words = await holdingBack(page)
  await add(page, 'ringing', { user: 'ringer', password: secret })
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
