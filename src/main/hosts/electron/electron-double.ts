import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import type { BrowserWindowConstructorOptions } from 'electron'
import { bridgeHandshake } from '#contract/handshake.ts'
import type { ElectronModule } from './electron-module.ts'

/**
 * A stand-in for the parts of Electron that the desktop host uses, for machines without its binary. It plays back what
 * Electron would tell the host and records what the host asks of it; what Electron itself does is tried in the end-to-end test.
 */
export class ElectronDouble {
  readonly app = new AppDouble()
  readonly ipcMain = new EventEmitter()
  readonly session = new SessionDouble()
  readonly windows: WindowDouble[] = []
  readonly schemes: unknown[] = []
  readonly menus: unknown[] = []
  readonly notifications: NotificationDouble[] = []
  readonly dialogs: { readonly kind: string; readonly words: string }[] = []
  /** Where the person saves a file; null where they cancel. */
  savePath: string | null = null

  /** As the host takes it. The double has what the host uses, which is far less than Electron's types demand. */
  get module(): ElectronModule {
    const double = this
    const module = {
      app: this.app,
      ipcMain: this.ipcMain,
      protocol: { registerSchemesAsPrivileged: (schemes: unknown[]) => this.schemes.push(...schemes) },
      session: { fromPartition: (name: string) => Object.assign(this.session, { partition: name }) },
      screen: { getAllDisplays: () => [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }] },
      Menu: { buildFromTemplate: (template: unknown) => template, setApplicationMenu: (menu: unknown) => this.menus.push(menu) },
      dialog: {
        showErrorBox: (title: string, detail: string) => this.dialogs.push({ kind: 'error', words: `${title}\n${detail}` }),
        showMessageBox: async (_: unknown, box: { message: string }) => this.dialogs.push({ kind: 'message', words: box.message }),
        showSaveDialog: async (_: unknown, box: { defaultPath: string }) => {
          this.dialogs.push({ kind: 'save', words: box.defaultPath })
          return { canceled: this.savePath === null, filePath: this.savePath ?? '' }
        },
      },
      BrowserWindow: class extends WindowDouble {
        constructor(options: BrowserWindowConstructorOptions) {
          super(options)
          double.windows.push(this)
        }
      },
      Notification: class extends NotificationDouble {
        constructor(options: { title: string; body: string }) {
          super(options)
          double.notifications.push(this)
        }
      },
    }
    return module as unknown as ElectronModule
  }

  /** The page's half of a bridge, handed over as the preload does. `from` tells which frame sends it. */
  shakeHands(window: WindowDouble, from: { readonly url?: string; readonly subframe?: boolean } = {}): MessagePort {
    const { port1, port2 } = new MessageChannel()
    const { webContents } = window
    if (from.url !== undefined) webContents.mainFrame.url = from.url
    const senderFrame = from.subframe === true ? { url: webContents.mainFrame.url } : webContents.mainFrame
    this.ipcMain.emit(bridgeHandshake, { ports: [new PortDouble(port2)], sender: webContents, senderFrame })
    return port1
  }
}

class AppDouble extends EventEmitter {
  readonly paths = new Map<string, string>()
  readonly calls: string[] = []
  isFirstInstance = true

  setPath(name: string, path: string): void {
    this.paths.set(name, path)
  }
  requestSingleInstanceLock(): boolean {
    return this.isFirstInstance
  }
  enableSandbox(): void {
    this.calls.push('enableSandbox')
  }
  async whenReady(): Promise<void> {
    this.calls.push('whenReady')
  }
  exit(code: number): void {
    this.calls.push(`exit ${code}`)
  }
  quit(): void {
    let prevented = false
    this.emit('will-quit', {
      preventDefault: () => {
        prevented = true
      },
    })
    this.calls.push(prevented ? 'quit put off' : 'quit')
  }
}

type Serve = (request: { url: string; method: string }) => Promise<Response>
type Ask = (contents: unknown, permission: string, answer: (granted: boolean) => void, details: { requestingUrl: string }) => void
type Check = (contents: unknown, permission: string, origin: string) => boolean

export class SessionDouble extends EventEmitter {
  serve: Serve | null = null
  ask: Ask | null = null
  check: Check | null = null
  device: (() => boolean) | null = null
  readonly protocol = {
    handle: (_: string, serve: Serve) => {
      this.serve = serve
    },
  }

  setPermissionRequestHandler(ask: Ask): void {
    this.ask = ask
  }
  setPermissionCheckHandler(check: Check): void {
    this.check = check
  }
  setDevicePermissionHandler(device: () => boolean): void {
    this.device = device
  }
  /** A download begins; gives whether the host took it over. */
  download(url: string): boolean {
    let prevented = false
    const event = {
      preventDefault: () => {
        prevented = true
      },
    }
    this.emit('will-download', event, { getURL: () => url })
    return prevented
  }
}

class ContentsDouble extends EventEmitter {
  readonly mainFrame = { url: '' }
  open: (() => { action: string }) | null = null

  setWindowOpenHandler(open: () => { action: string }): void {
    this.open = open
  }
  /** Something the page tries; gives whether the host prevented it. */
  attempt(event: string): boolean {
    let prevented = false
    this.emit(event, {
      preventDefault: () => {
        prevented = true
      },
    })
    return prevented
  }
}

export class WindowDouble extends EventEmitter {
  readonly webContents = new ContentsDouble()
  readonly calls: string[] = []
  readonly options: BrowserWindowConstructorOptions
  bounds = { x: 10, y: 20, width: 1000, height: 700 }
  focused = true
  minimized = false

  constructor(options: BrowserWindowConstructorOptions) {
    super()
    this.options = options
  }
  async loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url
  }
  getNormalBounds() {
    return this.bounds
  }
  isMaximized(): boolean {
    return this.calls.includes('maximize')
  }
  maximize(): void {
    this.calls.push('maximize')
  }
  isMinimized(): boolean {
    return this.minimized
  }
  isFocused(): boolean {
    return this.focused
  }
  restore(): void {
    this.calls.push('restore')
  }
  focus(): void {
    this.calls.push('focus')
  }
  show(): void {
    this.calls.push('show')
  }
  /** The person closes the window. */
  close(): void {
    this.emit('close')
    this.emit('closed')
  }
}

class NotificationDouble extends EventEmitter {
  static isSupported(): boolean {
    return true
  }
  readonly options: { readonly title: string; readonly body: string }
  shown = false

  constructor(options: { title: string; body: string }) {
    super()
    this.options = options
  }
  show(): void {
    this.shown = true
  }
}

/** Electron's port: `on` only, the payload in `event.data`, and silent until it is started. */
class PortDouble extends EventEmitter {
  readonly #port: MessagePort

  constructor(port: MessagePort) {
    super()
    this.#port = port
    port.on('close', () => this.emit('close'))
  }
  start(): void {
    this.#port.on('message', (data: unknown) => this.emit('message', { data }))
  }
  postMessage(data: unknown): void {
    this.#port.postMessage(data)
  }
  close(): void {
    this.#port.close()
  }
}
