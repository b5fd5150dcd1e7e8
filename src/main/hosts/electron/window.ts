import type { BrowserWindow, Session } from 'electron'
import type { ElectronModule } from './electron-module.ts'
import { confine } from './lock-down.ts'
import { pageUrl } from './page-protocol.ts'
import { keepWindowState, readWindowState } from './window-state.ts'

export interface WindowOptions {
  readonly directory: string
  readonly session: Session
  readonly preload: string
}

/** Opens the console's window where it was when it was last closed. */
export function openWindow({ BrowserWindow, dialog, screen }: ElectronModule, options: WindowOptions): BrowserWindow {
  const { position, width, height, maximized } = readWindowState(
    options.directory,
    screen.getAllDisplays().map((display) => display.workArea),
  )
  const window = new BrowserWindow({
    ...position,
    width,
    height,
    minWidth: 900,
    minHeight: 560,
    show: false,
    title: 'Provost',
    webPreferences: {
      preload: options.preload,
      session: options.session,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webviewTag: false,
      // It would fetch its dictionaries from elsewhere.
      spellcheck: false,
    },
  })
  confine(window.webContents)
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () => {
    const { x, y, ...size } = window.getNormalBounds()
    keepWindowState(options.directory, { position: { x, y }, ...size, maximized: window.isMaximized() })
  })
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit') return
    const choice = dialog.showMessageBoxSync(window, {
      type: 'error',
      message: "The window's process ended.",
      detail: `Reason: ${reason}. Work that runs as a job goes on.`,
      buttons: ['Load the page again', 'Close the window'],
    })
    if (choice === 0) window.reload()
    else window.destroy()
  })
  void window.loadURL(pageUrl)
  return window
}
