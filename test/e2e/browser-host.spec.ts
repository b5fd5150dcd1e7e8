import { type ServedConsole, serve } from './kit/served-console.ts'
import { expect, signIn, test } from './kit/test.ts'
import { demoWorkspace } from './kit/workspaces.ts'

let served: ServedConsole
test.beforeAll(async () => {
  served = await serve(demoWorkspace())
})
test.afterAll(async () => {
  await served.stop()
})

test('an address opens the console once, and the policy is met on every desk', async ({ page, browser }) => {
  const url = await served.newUrl()
  await page.goto(url)
  expect(page.url()).not.toContain('token')
  await expect(page.getByText('Alder Valley College').filter({ visible: true }).first()).toBeVisible()
  const desks = await page.locator('nav a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''))
  expect(desks.length).toBeGreaterThan(5)
  for (const desk of desks) {
    await page.goto(new URL(desk, page.url()).href)
    await expect(page.getByRole('heading').first()).toBeVisible()
  }
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('dialog').first()).toBeVisible()

  const other = await browser.newPage()
  await other.goto(url)
  await expect(other.getByRole('heading')).toHaveText('This address has been used or is too old')
  await other.close()
})

test('a browser without a session is told the way in', async ({ page, complaints }) => {
  complaints.foresee(/401/)
  const { origin } = new URL(await served.newUrl())
  const response = await page.goto(origin)
  expect(response?.status()).toBe(401)
  await expect(page.getByText('provost serve url')).toBeVisible()
})

test('another page on this machine cannot reach the bridge with our cookie', async ({ page, context, complaints }) => {
  complaints.foresee(/WebSocket connection to/)
  await signIn(page, await served.newUrl())
  const { host } = new URL(page.url())
  const stranger = await context.newPage()
  await stranger.route('http://127.0.0.1:9/', (route) => route.fulfill({ contentType: 'text/html', body: '<h1>Another program</h1>' }))
  await stranger.goto('http://127.0.0.1:9/')
  const outcome = await stranger.evaluate(
    (address) =>
      new Promise<string>((resolve) => {
        const socket = new WebSocket(`ws://${address}/rpc`)
        socket.onopen = () => resolve('open')
        socket.onerror = () => resolve('refused')
      }),
    host,
  )
  expect(outcome).toBe('refused')
})

test('when the server ends, it ends well and the screen says so', async ({ page, complaints }) => {
  complaints.foresee(/ERR_CONNECTION_REFUSED|WebSocket connection to/)
  const own = await serve(served.workspace)
  await page.goto(await own.newUrl())
  await expect(page.getByText('Alder Valley College').filter({ visible: true }).first()).toBeVisible()
  expect(await own.stop()).toBe(0)
  await expect(page.getByText(/reconnect|closed|gone|no answer|not answering|lost/i).first()).toBeVisible({ timeout: 5000 })
})
