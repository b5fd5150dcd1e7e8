import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MessagePort } from 'node:worker_threads'
import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/message-port'
import { os, type RouterClient } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { rights } from '#contract/access.ts'
import { ProvostError } from '#contract/errors.ts'
import { operatorName } from '#contract/ids.ts'
import type { Job } from '#contract/jobs.ts'
import { wireSerializers } from '#contract/wire.ts'
import { type Alerts, type Notify, openAlerts } from '../../foundation/alerts/index.ts'
import type { BridgeContext } from '../../foundation/bridge/index.ts'
import { openState } from '../../foundation/state/index.ts'
import type { DesktopConsole } from './desktop-console.ts'
import { ElectronDouble, type WindowDouble } from './electron-double.ts'
import { runDesktop } from './run-desktop.ts'

const bridge = os.$context<BridgeContext>()
const router = {
  host: bridge.handler(({ context }) => context.caller.host),
  wait: bridge.handler(({ signal }) => new Promise<string>((resolve) => signal?.addEventListener('abort', () => resolve('cancelled')))),
}

let directory: string
let electron: ElectronDouble
let closed: number
let tell: (job: Job) => void
const ports: MessagePort[] = []

const fakeConsole = (): DesktopConsole => {
  const told: Job[] = []
  let wake = () => {}
  tell = (job) => {
    told.push(job)
    wake()
  }
  return {
    router,
    state: { directory },
    context: (operator, host) => ({
      caller: {
        operator: { name: operatorName.parse(operator ?? 'owner'), roles: ['dba'], owner: true },
        rights: new Set(rights),
        host,
      },
      onFault: () => {},
      onRefused: () => {},
    }),
    jobs: {
      show: (id) => ({ job: { operator: id === 'aaaaaaaa' ? 'owner' : 'another' } as Job }),
      fileOf: () => ({ name: 'people.csv', path: join(directory, 'people.csv') }),
      async *watch(signal) {
        while (signal?.aborted !== true) {
          const job = told.shift()
          if (job === undefined)
            await new Promise<void>((resolve) => {
              wake = resolve
              signal?.addEventListener('abort', () => resolve())
            })
          else yield job
        }
      },
    },
    close: async () => {
      closed++
    },
  }
}

const run = async (openConsole: (notify: Notify) => DesktopConsole = fakeConsole): Promise<WindowDouble | undefined> => {
  await runDesktop(electron.module, {
    directory,
    operator: null,
    pageDirectory: join(directory, 'page'),
    preload: '/out/preload/index.cjs',
    openConsole,
  })
  return electron.windows.at(-1)
}
const open = async (): Promise<WindowDouble> => {
  const window = await run()
  if (window === undefined) throw new Error('no window')
  return window
}
const client = (port: MessagePort): RouterClient<typeof router> => {
  ports.push(port)
  return createORPCClient(new RPCLink({ port: port as unknown as globalThis.MessagePort, customJsonSerializers: wireSerializers }))
}

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-desktop-'))
  mkdirSync(join(directory, 'page', 'assets'), { recursive: true })
  writeFileSync(join(directory, 'page', 'index.html'), '<script nonce="__CSP_NONCE__"></script>')
  writeFileSync(join(directory, 'page', 'assets', 'main.js'), 'console')
  writeFileSync(join(directory, 'people.csv'), 'id;name')
  electron = new ElectronDouble()
  closed = 0
})
afterEach(() => {
  for (const port of ports.splice(0)) port.close()
  process.removeAllListeners('SIGINT')
  process.removeAllListeners('SIGTERM')
  rmSync(directory, { recursive: true })
})

test('the window has no Node, a sandbox and the preload; its session is kept in memory', async () => {
  const window = await open()
  expect(window.options.webPreferences).toMatchObject({
    preload: '/out/preload/index.cjs',
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInSubFrames: false,
    webviewTag: false,
  })
  expect(electron.app.calls).toContain('enableSandbox')
  expect(electron.session).toMatchObject({ partition: 'provost' })
  expect(window.webContents.mainFrame.url).toBe('provost://console/')
})

test('nothing of the desktop lies outside the workspace, and nobody else can read it', async () => {
  await open()
  expect(electron.app.paths.get('userData')).toBe(join(directory, 'desktop'))
  expect(statSync(join(directory, 'desktop')).mode & 0o777).toBe(0o700)
})

test.each(['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview'])('%s is prevented', async (event) => {
  const { webContents } = await open()
  expect(webContents.attempt(event)).toBe(true)
})

test('the page opens no window', async () => {
  const { webContents } = await open()
  expect(webContents.open?.()).toEqual({ action: 'deny' })
})

test('every permission is denied, asked for or looked at, but writing to the clipboard from the own page', async () => {
  await open()
  const { session } = electron
  const asked = (permission: string, requestingUrl: string) => {
    let answer: boolean | undefined
    session.ask?.(null, permission, (granted) => (answer = granted), { requestingUrl })
    return answer
  }
  for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fileSystem']) {
    expect(asked(permission, 'provost://console/')).toBe(false)
    expect(session.check?.(null, permission, 'provost://console')).toBe(false)
  }
  expect(asked('clipboard-sanitized-write', 'provost://console/')).toBe(true)
  expect(session.check?.(null, 'clipboard-sanitized-write', 'provost://console')).toBe(true)
  expect(session.check?.(null, 'clipboard-sanitized-write', 'https://evil.example')).toBe(false)
  expect(session.device?.()).toBe(false)
})

test('the page comes under its own scheme, with the policy and a nonce of its own', async () => {
  await open()
  expect(electron.schemes).toEqual([{ scheme: 'provost', privileges: { standard: true, secure: true, supportFetchAPI: true } }])
  const get = (url: string, method = 'GET') => electron.session.serve?.({ url, method })
  const [one, other] = [await get('provost://console/'), await get('provost://console/')]
  const nonce = /nonce="([^"]+)"/.exec((await one?.text()) ?? '')?.[1]
  expect(one?.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}'`)
  expect(await other?.text()).not.toContain(`${nonce}`)
  expect((await get('provost://console/assets/main.js'))?.headers.get('content-type')).toContain('javascript')
  expect((await get('provost://console/../people.csv'))?.status).toBe(404)
  expect((await get('provost://elsewhere/'))?.status).toBe(400)
  expect((await get('provost://console/', 'POST'))?.status).toBe(400)
})

test('the bridge is carried over the port that the page hands over', async () => {
  const window = await open()
  expect(await client(electron.shakeHands(window)).host()).toBe('desktop')
})

test.each([
  ['another frame', { subframe: true }],
  ['another page', { url: 'https://evil.example/' }],
  ['a page that looks like it', { url: 'provost://console.evil/' }],
])('a handshake from %s is refused: its port is closed', async (_, from) => {
  const window = await open()
  const port = electron.shakeHands(window, from)
  await new Promise((resolve) => port.on('close', resolve))
})

test('a page loaded again shakes hands again, and the bridge of the page before ends', async () => {
  const window = await open()
  const waiting = client(electron.shakeHands(window))
    .wait()
    .catch((error: unknown) => error)
  expect(await client(electron.shakeHands(window)).host()).toBe('desktop')
  expect(await waiting).toBeInstanceOf(Error)
})

test('an export is saved where the person says', async () => {
  await open()
  electron.savePath = join(directory, 'saved.csv')
  expect(electron.session.download('provost://console/exports/aaaaaaaa')).toBe(true)
  await expect.poll(() => existsSync(join(directory, 'saved.csv'))).toBe(true)
  expect(electron.dialogs).toEqual([{ kind: 'save', words: 'people.csv' }])
})

test("another operator's export is refused in words; any other download is denied without a question", async () => {
  await open()
  electron.session.download('provost://console/exports/bbbbbbbb')
  await expect.poll(() => electron.dialogs).toEqual([{ kind: 'message', words: 'This export belongs to another operator.' }])
  expect(electron.session.download('https://evil.example/file')).toBe(true)
  expect(electron.dialogs).toHaveLength(1)
})

test('the window comes back where it was', async () => {
  const window = await open()
  window.bounds = { x: 100, y: 50, width: 1200, height: 800 }
  window.close()
  electron = new ElectronDouble()
  expect((await open()).options).toMatchObject({ x: 100, y: 50, width: 1200, height: 800 })
})

test('a window last seen on a screen that is gone opens where it can be seen', async () => {
  const window = await open()
  window.bounds = { x: 4000, y: 50, width: 1200, height: 800 }
  window.close()
  electron = new ElectronDouble()
  const { options } = await open()
  expect(options.x).toBeUndefined()
  expect(options).toMatchObject({ width: 1200, height: 800 })
})

test('an unreadable window state is passed over', async () => {
  writeFileSync(join(directory, 'window.json'), '{')
  expect((await open()).options).toMatchObject({ width: 1440, height: 900 })
})

test('a second start shows the first window instead of opening another', async () => {
  const window = await open()
  window.minimized = true
  electron.app.emit('second-instance')
  expect(window.calls).toEqual(['restore', 'focus'])
  const second = new ElectronDouble()
  second.app.isFirstInstance = false
  electron = second
  expect(await run()).toBeUndefined()
  expect(second.app.calls).toEqual(['quit'])
})

test('closing the window ends the console first and then the program', async () => {
  const window = await open()
  window.close()
  electron.app.emit('window-all-closed')
  await expect.poll(() => electron.app.calls.at(-1)).toBe('quit')
  expect(electron.app.calls).toContain('quit put off')
  expect(closed).toBe(1)
})

test('a workspace that cannot be opened is told in a box, and the program ends with a fault', async () => {
  const failing = () => {
    throw new ProvostError('workspace.state-newer', 'This workspace was made by a newer Provost.', { remedy: ['Update Provost.'] })
  }
  expect(await run(failing)).toBeUndefined()
  expect(electron.dialogs).toEqual([{ kind: 'error', words: 'This workspace was made by a newer Provost.\nUpdate Provost.' }])
  expect(electron.app.calls).toContain('exit 1')
})

test('a job that ends while the person looks elsewhere is told by a notification', async () => {
  const window = await open()
  const job = (state: Job['state'], operator = 'owner') =>
    ({ id: `${operator}1`, state, operator, title: 'Export people', outcome: '12 rows', problem: null }) as Job
  window.focused = false
  for (const each of [job('running'), job('done'), job('running', 'another'), job('done', 'another')]) tell(each)
  await expect
    .poll(() => electron.notifications.map(({ options, shown }) => ({ ...options, shown })))
    .toEqual([{ title: 'Export people is done', body: '12 rows', shown: true }])
  window.focused = true
  tell(job('running'))
  tell(job('failed'))
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(electron.notifications).toHaveLength(1)
})

test('an alert that is raised is told by a notification, and a click on it opens what it is about', async () => {
  const state = openState(join(directory, 'workspace'))
  const told: { alerts?: Alerts } = {}
  const window = await run((notify) => {
    told.alerts = openAlerts(state, { notify })
    return fakeConsole()
  })
  told.alerts?.raise({
    kind: 'failure',
    subject: 'connection:north field',
    title: 'north field does not answer.',
    detail: 'Nothing listens.',
  })
  const [notification] = electron.notifications
  expect(notification).toMatchObject({ options: { title: 'north field does not answer.', body: 'Nothing listens.' }, shown: true })
  if (window !== undefined) window.minimized = true
  notification?.emit('click')
  expect(window?.calls).toEqual(['restore', 'focus'])
  expect(window?.webContents.mainFrame.url).toBe('provost://console/#/connections?open=north%20field')
  window?.close()
  notification?.emit('click')
  expect(electron.windows.at(-1)?.webContents.mainFrame.url).toBe('provost://console/#/connections?open=north%20field')
  state.close()
})
