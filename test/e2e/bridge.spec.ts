import { rmSync } from 'node:fs'
import { gridOf, settledRows } from './kit/grid.ts'
import { type ServedConsole, serve } from './kit/served-console.ts'
import { expect, signIn, test } from './kit/test.ts'
import { demoWorkspace } from './kit/workspaces.ts'

const target = `target=${encodeURIComponent('tenant:alder-valley.example')}`
const ownWords = /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|WebSocket connection to|401/

let served: ServedConsole
test.beforeEach(async () => {
  served = await serve(demoWorkspace())
})
test.afterEach(async () => {
  await served.stop()
  rmSync(served.workspace, { recursive: true, force: true })
})

test('a console that is killed is told within a second or so; started again, a new address brings the same place back', async ({
  page,
  complaints,
}) => {
  complaints.foresee(ownWords)
  await signIn(page, served.url)
  await page.goto(`${served.origin}/#/people?${target}`)
  const before = await settledRows(gridOf(page, /^People/))
  // The desks nobody has opened yet are fetched once the page has nothing else to do.
  const fetched = () => page.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => /\/jobs-screen-/.test(name)))
  await expect.poll(fetched, { timeout: 20_000 }).toBe(true)
  const killedAt = Date.now()
  await served.kill()
  await expect(page.getByText('The connection to the console is gone.').first()).toBeVisible({ timeout: 3000 })
  expect(Date.now() - killedAt).toBeLessThan(3000)
  // What was read stays, on the other desks too.
  const kept = await settledRows(gridOf(page, /^People/))
  // The words about it take a little of the table's height.
  expect(kept.map((row) => row.cells)).toEqual(before.slice(0, kept.length).map((row) => row.cells))
  await page.getByRole('link', { name: /^Jobs/ }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible()

  served = await serve(served.workspace, { port: served.port })
  await expect(page.getByText(/^This browser's session is over/)).toBeVisible({ timeout: 15_000 })
  await expect(page.getByText('provost serve url').first()).toBeVisible()
  await signIn(page, await served.newUrl())
  await page.goto(`${served.origin}/#/people?${target}`)
  expect((await settledRows(gridOf(page, /^People/))).map((row) => row.cells)).toEqual(before.map((row) => row.cells))
})

test('a socket that breaks is opened again by itself, and the screen goes on', async ({ page, complaints }) => {
  complaints.foresee(ownWords)
  let broken = false
  const sockets: { close(): Promise<void> }[] = []
  await page.routeWebSocket(/\/rpc$/, (socket) => {
    if (broken) {
      void socket.close()
      return
    }
    sockets.push(socket)
    socket.connectToServer()
  })
  await signIn(page, served.url)
  // Not on Tenants: a survey that is cut in the middle rightly keeps its words until it is asked for again.
  await page.goto(`${served.origin}/#/people?${target}`)
  await settledRows(gridOf(page, /^People/))
  broken = true
  await Promise.all(sockets.map((socket) => socket.close()))
  await expect(page.getByText('The connection to the console is gone.').first()).toBeVisible({ timeout: 2000 })
  await expect(page.getByText('No connection to the console')).toBeVisible()
  // The way is free from the press on: whatever is tried by itself before it is refused, so that it is the press that helps.
  await page.exposeFunction('pressed', () => {
    broken = false
  })
  await page.evaluate(() =>
    document.addEventListener(
      'click',
      ({ target }) => {
        if (target instanceof Element && target.closest('button')?.textContent === 'Try now')
          (window as unknown as { pressed(): void }).pressed()
      },
      { capture: true },
    ),
  )
  await expect(page.getByText(/Next attempt in [2-5] s/)).toBeVisible()
  await page.getByRole('button', { name: 'Try now' }).click()
  await expect(page.getByText('The connection to the console is gone.')).toHaveCount(0)
  await page.goto(`${served.origin}/#/enrollments?${target}`)
  await settledRows(gridOf(page, /^Enrollments/))
})
