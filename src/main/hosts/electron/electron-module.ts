import type electron from 'electron'

/** What the desktop host uses of Electron, by Electron's own types. Lent to the host, so that its wiring can be tried without the binary. */
export type ElectronModule = Pick<
  typeof electron,
  'app' | 'BrowserWindow' | 'dialog' | 'ipcMain' | 'Menu' | 'Notification' | 'protocol' | 'screen' | 'session'
>
