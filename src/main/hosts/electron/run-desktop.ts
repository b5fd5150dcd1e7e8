import { join } from 'node:path'
import type { BrowserWindow } from 'electron'
import { ProvostError } from '#contract/errors.ts'
import type { Notify } from '../../foundation/alerts/index.ts'
import { makeFolder } from '../../foundation/state/index.ts'
import { openPageFiles } from '../page/index.ts'
import type { DesktopConsole } from './desktop-console.ts'
import type { ElectronModule } from './electron-module.ts'
import { awaitHandshake } from './handshake.ts'
import { denyPermissions } from './lock-down.ts'
import { setMenu } from './menu.ts'
import { notifyAlerts } from './notify-alerts.ts'
import { notifyJobs } from './notify-jobs.ts'
import { pageScheme, servePage } from './page-protocol.ts'
import { saveExports } from './save-exports.ts'
import { openWindow } from './window.ts'

export interface DesktopOptions {
  /** The workspace. */
  readonly directory: string
  /** Who acts; null: the workspace's owner. */
  readonly operator: string | null
  readonly pageDirectory: string
  readonly preload: string
  /** Opens it; `notify` is how this host shows what is raised there. */
  readonly openConsole: (notify: Notify) => DesktopConsole | Promise<DesktopConsole>
}

/**
 * The desktop program: one window on the console, one instance per workspace.
 * Resolves once the window is open, or once it is clear that there will be none.
 */
export async function runDesktop(electron: ElectronModule, options: DesktopOptions): Promise<void> {
  const { app, dialog, ipcMain, protocol } = electron
  // The lock goes by this folder, so each workspace has its own; and nothing of a workspace lies outside it.
  const userData = join(options.directory, 'desktop')
  // Electron would make it readable by others.
  makeFolder(userData, 0o700)
  app.setPath('userData', userData)
  if (!app.requestSingleInstanceLock()) return app.quit()
  app.enableSandbox()
  protocol.registerSchemesAsPrivileged([{ scheme: pageScheme, privileges: { standard: true, secure: true, supportFetchAPI: true } }])
  await app.whenReady()
  let go = (_place: string): void => {}
  try {
    await start(electron, options, await options.openConsole(notifyAlerts(electron, (place) => go(place))))
  } catch (error) {
    const problem = error instanceof ProvostError ? error : null
    dialog.showErrorBox(
      problem?.title ?? 'Provost could not start.',
      problem === null ? String(error) : [problem.detail, ...problem.remedy].filter((line) => line !== '').join('\n'),
    )
    app.exit(1)
  }

  async function start(
    { session: sessions }: ElectronModule,
    { directory, operator, preload }: DesktopOptions,
    console: DesktopConsole,
  ): Promise<void> {
    const context = () => console.context(operator, 'desktop')
    const { caller } = context()
    const page = openPageFiles(options.pageDirectory)
    // No `persist:`: what the page showed is not written to a browser cache.
    const session = sessions.fromPartition('provost')
    let window: BrowserWindow | null = null
    const ending = new AbortController()

    denyPermissions(session)
    servePage(session, page)
    saveExports(electron, session, { console, caller: () => context().caller, window: () => window })
    awaitHandshake(ipcMain, { router: console.router, context, contents: () => window?.webContents ?? null })
    setMenu(electron)

    const show = (): void => {
      if (window === null) {
        window = openWindow(electron, { directory, session, preload })
        window.on('closed', () => {
          window = null
        })
        return
      }
      if (window.isMinimized()) window.restore()
      window.focus()
    }
    app.on('second-instance', show)
    app.on('activate', show)
    app.on('window-all-closed', () => app.quit())
    app.on('will-quit', (event) => {
      if (ending.signal.aborted) return
      event.preventDefault()
      ending.abort()
      // Whatever the closing met, the program ends; what was running is found as interrupted on the next start.
      void console.close().finally(() => app.quit())
    })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => app.quit())
    show()
    go = (place) => {
      show()
      // Within the page, not over it: only what follows the # differs.
      void window?.loadURL(place)
    }
    void notifyJobs(electron, {
      jobs: console.jobs,
      operator: caller.operator.name,
      isWatching: () => window?.isFocused() ?? false,
      onClick: show,
      signal: ending.signal,
    }).catch((error: unknown) => {
      if (!ending.signal.aborted) context().onFault('desktop', 'notify-jobs', error)
    })
  }
}
