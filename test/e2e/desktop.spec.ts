import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, expect, type Page, test } from '@playwright/test'
import { installedElectron } from '../../scripts/lib/electron-binary.ts'
import { root } from '../../scripts/lib/root.ts'

const program = installedElectron()
// The one test that may be missing from a run: Electron's binary cannot be fetched everywhere.
test.skip(program === null, 'Electron is not installed here (node node_modules/electron/install.js fetches it).')

let workspace: string
let application: ElectronApplication
let page: Page
const violations: string[] = []

const environment = { ...process.env, PROVOST_VAULT: 'memory' }

test.beforeAll(async () => {
  workspace = mkdtempSync(join(tmpdir(), 'provost-desktop-'))
  execFileSync(process.execPath, [join(root, 'out/main/cli.js'), 'demo', 'create', '--workspace', workspace], { env: environment })
  // Electron has no sandbox for root on Linux; everybody else is tested with it.
  const asRoot = process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []
  application = await _electron.launch({
    ...(program === null ? {} : { executablePath: program }),
    args: [...asRoot, root, `--workspace=${workspace}`],
    env: environment,
  })
  page = await application.firstWindow()
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) violations.push(message.text())
  })
})
test.afterAll(async () => {
  await application?.close()
  if (workspace !== undefined) rmSync(workspace, { recursive: true, force: true })
})

test('the console opens under its own scheme and shows the demo campus', async () => {
  await expect.poll(() => page.url()).toMatch(/^provost:\/\/console\//)
  await expect(page.getByRole('navigation').first()).toBeVisible()
  await expect(page.getByText('Alder Valley College').filter({ visible: true }).first()).toBeVisible({ timeout: 20_000 })
  expect(violations).toEqual([])
})

test('the page sees nothing of Node or Electron', async () => {
  const seen = await page.evaluate(() => ['require', 'process', 'module', 'Buffer', 'ipcRenderer'].filter((name) => name in globalThis))
  expect(seen).toEqual([])
})

test('the window is sandboxed, isolated and without Node', async () => {
  const preferences = await application.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const contents = window?.webContents
    // Electron keeps this out of its types; it is what the window really runs with.
    const read = contents === undefined ? null : Reflect.get(contents, 'getLastWebPreferences')
    return typeof read === 'function' ? read.call(contents) : null
  })
  expect(preferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false, webviewTag: false })
})

test('the page goes nowhere else, opens nothing and is granted nothing', async () => {
  const before = page.url()
  expect(await page.evaluate(() => window.open('https://example.org/') === null)).toBe(true)
  await page.evaluate(() => {
    location.href = 'https://example.org/'
  })
  await page.waitForTimeout(500)
  expect(page.url()).toBe(before)
  expect(await page.evaluate(async () => (await navigator.permissions.query({ name: 'geolocation' })).state)).toBe('denied')
  expect(application.windows()).toHaveLength(1)
})

test('a page loaded again has its bridge again', async () => {
  await page.reload()
  await expect(page.getByText('Alder Valley College').filter({ visible: true }).first()).toBeVisible({ timeout: 20_000 })
})
