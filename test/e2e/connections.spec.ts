import { readFile, rename } from 'node:fs/promises'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { type PrivateServer, startPostgres } from '../servers/index.ts'
import { gridOf, settledRows } from './kit/grid.ts'
import { memoryOf } from './kit/page-memory.ts'
import { provost } from './kit/provost.ts'
import { consoleOfFile, expect, type Page, test } from './kit/test.ts'
import { emptyWorkspace } from './kit/workspaces.ts'

const secret = 'tulip-Harbour-7291'
let server: PrivateServer
test.beforeAll(async () => {
  server = await startPostgres()
  await server.createDatabase('lms')
  await server.execute(
    'lms',
    `create role clerk login password '${secret}'; create table grades (id int primary key); grant select on grades to clerk; insert into grades values (1)`,
  )
})
test.afterAll(async () => {
  await server.stop()
})

const console = consoleOfFile(emptyWorkspace)
const url = () => `postgresql://clerk@127.0.0.1:${server.port}/lms?sslmode=disable`

const fill = async (page: Page, address: string, name?: string): Promise<void> => {
  await page.getByRole('textbox', { name: 'URL or file' }).fill(address)
  if (name !== undefined) await page.getByRole('textbox', { name: 'Name' }).fill(name)
}
const add = (page: Page) => page.getByRole('button', { name: 'Add connection', exact: true }).last().click()

/** Everything the page holds or was sent: its text, its fields, its storages, its memory of requests. */
const heldByPage = (page: Page): Promise<string> =>
  page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      ...[...document.querySelectorAll('input, textarea')].map((field) => (field as HTMLInputElement).value),
      JSON.stringify(localStorage),
      JSON.stringify(sessionStorage),
      document.cookie,
      location.href,
      JSON.stringify(history.state),
    ].join('\n'),
  )

test('an address that is none, and an engine nobody knows, are refused in words with what to do', async ({ page }) => {
  await console.open(page, '/connections?view=add')
  for (const [address, code] of [
    ['oracle://clerk@127.0.0.1/lms', 'connection.engine-unknown'],
    ['postgresql://127.0.0.1:notaport/lms', 'connection.url-invalid'],
  ] as const) {
    await fill(page, address, 'wrong')
    await add(page)
    await expect(page.getByRole('main').getByRole('alert')).toContainText('Nothing was added.')
    await expect(page.getByRole('main').getByRole('alert')).toContainText(code)
    await expect(page.getByRole('main').getByRole('alert').getByRole('listitem').first()).toBeVisible()
  }
})

test('a password goes in, the connection turns healthy, and the password is nowhere in the page again', async ({ page }) => {
  const received: string[] = []
  const sent: string[] = []
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => received.push(payload.toString()))
    socket.on('framesent', ({ payload }) => sent.push(payload.toString()))
  })
  await console.open(page, '/connections?view=add')
  await fill(page, url().replace('clerk@', `clerk:${secret}@`), 'school')
  await add(page)
  await expect(page.getByRole('heading', { level: 1, name: 'school' })).toBeVisible()
  await expect(page.getByText(/first row took/)).toBeVisible()
  await expect(page.getByRole('button', { name: /^(ok|slow).*school/ })).toBeVisible()
  expect(sent.join('\n'), 'it was sent once').toContain(secret)
  expect(received.join('\n')).not.toContain(secret)
  expect(await heldByPage(page)).not.toContain(secret)
  await page.reload()
  await expect(page.getByText(/first row took/)).toBeVisible()
  expect(received.join('\n')).not.toContain(secret)
  expect(await heldByPage(page)).not.toContain(secret)
})

test('the page’s memory holds no password once it was sent: right or wrong, in its field or in the address', async ({ page }) => {
  test.setTimeout(180_000)
  const wrong = 'mistyped-Wisteria-55'
  for (const [name, address, password] of [
    ['remembered', url(), secret],
    ['misremembered', url(), wrong],
    ['spelt-out', url().replace('clerk@', `clerk:${wrong}@`), null],
  ] as const) {
    await console.open(page, '/connections?view=add')
    await fill(page, address, name)
    if (password !== null) await page.getByLabel('Password', { exact: true }).fill(password)
    const planted = password ?? wrong
    expect((await memoryOf(page)).includes(planted), 'the search itself').toBe(true)
    await add(page)
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
    await expect(page.getByText(password === secret ? /first row took/ : 'connection.auth-failed').first()).toBeVisible()
    await expect.poll(async () => (await memoryOf(page)).includes(planted), { message: name, timeout: 20_000 }).toBe(false)
  }
})

test('a wrong password is told with its code and remedy', async ({ page }) => {
  await console.open(page, '/connections?view=add')
  await fill(page, url(), 'mistyped')
  await page.getByLabel('Password', { exact: true }).fill('not it')
  await add(page)
  await expect(page.getByRole('main').getByRole('alert').first()).toBeVisible()
  await expect(page.getByText('connection.auth-failed').first()).toBeVisible()
  expect(await heldByPage(page)).not.toContain('not it')
})

test('a statement runs, a slow one is cancelled in the server, and a writing one is refused in words', async ({ page }) => {
  await console.open(page, '/connections?view=add')
  await fill(page, url().replace('clerk@', `clerk:${secret}@`), 'asked')
  await add(page)
  await expect(page.getByRole('heading', { level: 1, name: 'asked' })).toBeVisible()
  await page.getByRole('tab', { name: 'Query' }).click()
  const statement = page.getByRole('textbox', { name: 'Statement' })
  await statement.fill('select id, 9007199254740993 as big from grades')
  await statement.press('Control+Enter')
  const rows = await settledRows(gridOf(page, 'Result of the statement'))
  expect(rows.map((row) => row.cells)).toEqual([['1', '9007199254740993']])

  const sleeping = async () =>
    (
      await server.execute(
        'lms',
        "select 1 from pg_stat_activity where state = 'active' and query like '%pg_sleep(60)%' and pid <> pg_backend_pid()",
      )
    ).length
  await statement.fill('select pg_sleep(60)')
  await statement.press('Control+Enter')
  await expect.poll(sleeping).toBe(1)
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect(page.getByRole('heading', { name: 'The statement was cancelled' })).toBeVisible()
  await expect.poll(sleeping).toBe(0)

  for (const [words, code] of [
    ['delete from grades', 'query.read-only'],
    ['select 1; drop table grades', 'query.not-single'],
    ['select from where', 'query.failed'],
  ] as const) {
    await statement.fill(words)
    await statement.press('Control+Enter')
    await expect(page.getByRole('main').getByRole('alert').getByText(code)).toBeVisible()
  }
  expect(await server.execute('lms', 'select id from grades')).toEqual([{ id: 1 }])
})

test('a statement runs under the time limit that was chosen for it', async ({ page }) => {
  await console.open(page, '/connections?view=add')
  await fill(page, url().replace('clerk@', `clerk:${secret}@`), 'limited')
  await add(page)
  await expect(page.getByRole('heading', { level: 1, name: 'limited' })).toBeVisible()
  await page.getByRole('tab', { name: 'Query' }).click()
  const statement = page.getByRole('textbox', { name: 'Statement' })
  const limitNow = async (): Promise<string | undefined> => {
    await statement.fill("select current_setting('statement_timeout')")
    await statement.press('Control+Enter')
    const [row] = await settledRows(gridOf(page, 'Result of the statement'))
    return row?.cells[0]
  }
  const limits = page.getByRole('combobox', { name: 'Time limit' })
  await expect(limits).toHaveValue('60000')
  const usual = await limitNow()
  await limits.selectOption('10000')
  await expect.poll(limitNow).not.toBe(usual)
  // The server is told a second more: the console's own limit comes first.
  expect([usual, await limitNow()]).toEqual(['61s', '11s'])
})

test('removing a connection asks for its name, and takes nothing else for it', async ({ page }) => {
  for (const name of ['kept', 'mistaken']) await provost(console.served.workspace, 'connection', 'add', name, '--url', url())
  await console.open(page, '/connections?open=mistaken')
  await page.getByRole('button', { name: 'More for this connection' }).click()
  await page.getByRole('menuitem', { name: 'Remove…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Remove this connection?' })
  const remove = dialog.getByRole('button', { name: 'Remove connection' })
  await expect(remove).toHaveAttribute('aria-disabled', 'true')
  await dialog.getByRole('textbox').fill('kept')
  await expect(dialog.getByText('That is not it.')).toBeVisible()
  await dialog.getByRole('textbox').press('Enter')
  await expect(dialog).toBeVisible()
  await dialog.getByRole('textbox').fill('mistaken')
  await remove.click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('button', { name: /mistaken/ })).toHaveCount(0)
  await expect(page.getByRole('button', { name: /kept/ }).first()).toBeVisible()
})

test('a kept connection is changed by its form: what was not touched stays, and a kept password goes nowhere unasked', async ({ page }) => {
  await console.open(page, '/connections?view=add')
  await fill(page, url().replace('clerk@', `clerk:${secret}@`), 'moved')
  await add(page)
  await expect(page.getByText(/first row took/)).toBeVisible()
  await page.getByRole('button', { name: 'Change…' }).click()
  const form = page.getByRole('form').or(page.locator('form'))
  await expect(page.getByRole('textbox', { name: 'Host' })).toHaveValue('127.0.0.1')
  const save = page.getByRole('button', { name: 'Save and test' })
  await expect(save).toHaveAttribute('aria-disabled', 'true')
  await page.getByText('Staging', { exact: true }).click()
  await page.getByRole('switch', { name: 'The LMS owns this schema' }).press('Space')
  await save.press('Enter')
  await expect(page.getByText(/first row took/)).toBeVisible()
  await page.getByRole('tab', { name: 'Overview' }).click()
  await expect(page.getByText("the LMS's own, never migrated here")).toBeVisible()

  // Another host: the password kept was for the old one.
  await page.getByRole('button', { name: 'Change…' }).click()
  await page.getByRole('textbox', { name: 'Host' }).fill('localhost')
  await form.getByRole('textbox', { name: 'Host' }).press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Which password goes there?' })
  await expect(dialog).toContainText('clerk at 127.0.0.1')
  await expect(dialog).toContainText(`clerk at localhost:${server.port}`)
  await dialog.getByRole('button', { name: 'Keep it as it is' }).click()
  await expect(page.getByRole('textbox', { name: 'Host' })).toHaveValue('localhost')
  await save.click()
  await dialog.getByRole('button', { name: 'Send the kept one' }).click()
  await expect(page.getByText(/first row took/)).toBeVisible()
  const { connection } = JSON.parse(await provost(console.served.workspace, 'connection', 'show', 'moved', '--json'))
  expect(connection).toMatchObject({ host: 'localhost', environment: 'staging', external: true, readWrite: false, user: 'clerk' })
  expect(await heldByPage(page)).not.toContain(secret)
})

test('what Provost can mend is a button: it mends, and tests again', async ({ page }) => {
  await server.execute('lms', `create role blind login password '${secret}'`)
  const added = async (name: string, address: string, writes = false): Promise<void> => {
    await console.open(page, '/connections?view=add')
    await fill(page, address, name)
    if (writes) await page.getByRole('switch', { name: 'Let sessions write' }).press('Space')
    await add(page)
    await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  }
  await added('misnamed', url().replace('clerk@', `clerk:${secret}@`).replace('/lms?', '/lmss?'))
  await expect(page.getByText('connection.database-missing')).toBeVisible()
  await page
    .getByRole('listitem')
    .filter({ hasText: 'Use the database lms' })
    .getByRole('button', { name: 'Use it' })
    .first()
    .press('Enter')
  await expect(page.getByText(/first row took/)).toBeVisible()

  await added('owner', `${server.url('lms')}?sslmode=disable`, true)
  await added('blind', url().replace('clerk@', `blind:${secret}@`))
  await expect(page.getByText('connection.permission-denied')).toBeVisible()
  await page.getByRole('button', { name: 'Let it read…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Let blind read?' })
  await expect(dialog).toContainText('GRANT SELECT')
  await dialog.getByRole('textbox').fill('blind')
  await dialog.getByRole('textbox').press('Enter')
  await expect(dialog).toBeHidden()
  await expect(page.getByText(/first row took/)).toBeVisible()
})

test('an alert arrives as a notice, is counted in the status bar, and leaves the count once it was seen', async ({ page }) => {
  const { workspace } = console.served
  const path = join(workspace, 'watched.db')
  const file = new Database(path)
  file.exec('create table grades (id integer primary key)')
  file.close()
  await provost(workspace, 'connection', 'add', 'watched', '--url', path)
  await console.open(page, '/tenants')
  await page.keyboard.press('!')
  const drawer = page.getByRole('complementary', { name: 'Alerts' })
  const waiting = drawer.getByRole('list', { name: 'Not seen' })
  const bell = page.getByRole('region', { name: 'Status' }).getByRole('button', { name: /alert/ })
  /** Whatever the tests before left. */
  const seeAll = async (): Promise<void> => {
    await expect(async () => {
      const [next] = await drawer.getByRole('button', { name: /^(All seen|Seen)$/ }).all()
      await next?.click({ timeout: 1000 })
      await expect(bell).toHaveText('No alerts', { timeout: 1000 })
    }).toPass()
  }
  await seeAll()
  await page.keyboard.press('!')
  await expect(drawer).toBeHidden()

  // Another console of the workspace finds it out.
  const look = () => provost(workspace, 'health', 'check', '--connection', 'watched').catch(() => 'it fell short')
  await rename(path, `${path}.away`)
  await look()
  const notice = page.getByRole('alert').filter({ hasText: 'watched fails' })
  await expect(notice).toBeVisible()
  // The console itself looks at all others in the same minutes, and some of them are made to fail.
  await expect(bell).toHaveText(/[1-9]\d* alert/)
  await notice.getByRole('button', { name: 'Show alerts' }).click()
  await expect(waiting).toContainText('watched fails.')
  await drawer.getByRole('button', { name: 'Open watched' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'watched' })).toBeVisible()

  await rename(`${path}.away`, path)
  await look()
  await expect(waiting).toContainText('watched answers again.')
  await drawer.getByRole('button', { name: 'Seen', exact: true }).first().press('Enter')
  await seeAll()
  await expect(drawer.getByRole('region', { name: 'Seen before' })).toContainText('watched fails.')
})

test('a plan is drawn step by step, and a statement that writes is refused one', async ({ page }) => {
  await console.open(page, '/connections?view=add')
  await fill(page, url().replace('clerk@', `clerk:${secret}@`), 'planned')
  await add(page)
  await expect(page.getByText(/first row took/)).toBeVisible()
  await page.getByRole('tab', { name: 'Query' }).click()
  const statement = page.getByRole('textbox', { name: 'Statement' })
  await statement.fill('select a.id from grades a join grades b on b.id = a.id')
  await page.getByRole('button', { name: 'Explain' }).press('Enter')
  const plan = page.getByRole('region', { name: 'Plan of the statement' })
  await expect(plan.getByRole('rowheader').filter({ hasText: 'on grades' }).first()).toBeVisible()
  await expect(page.getByText('The statement was not run.')).toBeVisible()
  await page.getByRole('checkbox', { name: 'Measure' }).check()
  await page.getByRole('button', { name: 'Explain' }).click()
  await expect(plan.getByRole('columnheader', { name: 'Time', exact: true })).toBeVisible()
  await statement.fill('delete from grades')
  await page.getByRole('button', { name: 'Explain' }).click()
  await expect(page.getByRole('main').getByRole('alert').getByText('query.read-only')).toBeVisible()

  await page.getByRole('tab', { name: 'Access' }).click()
  await expect(page.getByRole('table', { name: 'Access review' }).getByRole('row').nth(1)).toBeVisible()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export CSV' }).click()])
  expect(download.suggestedFilename()).toMatch(/^access-planned-.*\.csv$/)
  expect(await readFile(await download.path(), 'utf8')).toContain('who,kind,can_log_in,scope,objects,privileges,flags,revoke')
})

test('the test of a draft is cancelled while a server says nothing, and chosen files are read', async ({ page }) => {
  const sockets = new Set<Socket>()
  const silent = createServer((socket) => sockets.add(socket.resume())).listen(0, '127.0.0.1')
  await new Promise((resolve) => silent.once('listening', resolve))
  const { port } = silent.address() as AddressInfo
  try {
    await console.open(page, '/connections?view=add')
    await fill(page, `postgresql://clerk@127.0.0.1:${port}/lms?connect_timeout=60`, 'silent')
    await page.getByRole('button', { name: 'Test before adding' }).click()
    await page.getByRole('button', { name: 'Cancel test' }).click()
    await expect(page.getByText('The test was cancelled')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Test again' })).toBeVisible()
    await expect.poll(() => [...sockets].every((socket) => socket.destroyed || socket.readableEnded)).toBe(true)
  } finally {
    for (const socket of sockets) socket.destroy()
    silent.close()
  }
  await page.setViewportSize({ width: 900, height: 800 })
  await console.open(page, '/connections?view=import')
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('button', { name: 'Choose files…' }).click()])
  const text = 'DATABASE_URL=postgresql://clerk:secret@a-rather-long-name-of-a-server.department.example:5432/a_long_database_name\n'
  await chooser.setFiles({ name: '.env', mimeType: 'text/plain', buffer: Buffer.from(text) })
  await page.getByRole('button', { name: 'Look what is in them' }).click()
  const table = page.getByRole('table', { name: 'What the files describe' })
  await expect(table).toContainText('a_long_database_name')
  const wider = await table.evaluate((element) => element.parentElement === null || element.scrollWidth > element.parentElement.clientWidth)
  expect(wider, 'nothing scrolls sideways').toBe(false)
})
