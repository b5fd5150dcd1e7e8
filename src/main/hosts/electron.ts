import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { app, BrowserWindow, dialog, ipcMain, Menu, Notification, protocol, screen, session } from 'electron'
import { openConsole } from '../console.ts'
import { startNodeChild } from '../foundation/processes/index.ts'
import { defaultWorkspaceDirectory } from '../foundation/state/index.ts'
import { runDesktop } from './electron/run-desktop.ts'
import { builtPageDirectory } from './page/index.ts'

// Electron and the operating system add arguments of their own, so unknown ones are let be.
const { values } = parseArgs({
  args: process.argv.slice(1),
  options: { workspace: { type: 'string' }, as: { type: 'string' } },
  strict: false,
  allowPositionals: true,
})
const text = (value: string | boolean | undefined): string | null => (typeof value === 'string' && value !== '' ? value : null)
const directory = text(values['workspace']) ?? text(process.env['PROVOST_WORKSPACE']) ?? defaultWorkspaceDirectory(process.env)

// Not awaited: Electron is ready only once this module has been read to its end.
void runDesktop(
  { app, BrowserWindow, dialog, ipcMain, Menu, Notification, protocol, screen, session },
  {
    directory,
    operator: text(values['as']),
    pageDirectory: builtPageDirectory(),
    preload: fileURLToPath(new URL('../preload/index.cjs', import.meta.url)),
    openConsole: (notify) =>
      openConsole({
        directory,
        environment: process.env,
        startChild: startNodeChild,
        stays: true,
        notify,
      }),
  },
)
