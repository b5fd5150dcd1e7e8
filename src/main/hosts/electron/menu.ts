import type { MenuItemConstructorOptions } from 'electron'
import type { ElectronModule } from './electron-module.ts'

/** The platform's own menus: what the console itself can do is in its command palette. */
export function setMenu({ Menu }: Pick<ElectronModule, 'Menu'>, platform: NodeJS.Platform = process.platform): void {
  const mac: MenuItemConstructorOptions[] = platform === 'darwin' ? [{ role: 'appMenu' }] : []
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([...mac, { role: 'fileMenu' }, { role: 'editMenu' }, { role: 'viewMenu' }, { role: 'windowMenu' }]),
  )
}
