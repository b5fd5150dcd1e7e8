import { copyFile } from 'node:fs/promises'
import type { BrowserWindow, Session } from 'electron'
import { ProvostError } from '#contract/errors.ts'
import type { Caller } from '../../foundation/access/index.ts'
import { exportFile } from '../export-file.ts'
import type { ServedConsole } from '../served-console.ts'
import type { ElectronModule } from './electron-module.ts'
import { exportedJob } from './page-protocol.ts'

export interface SaveExportsOptions {
  readonly console: ServedConsole
  readonly caller: () => Caller
  readonly window: () => BrowserWindow | null
}

/** A download in the window is an export being saved: the person says where to, and the job's file is copied there. Any other is denied. */
export function saveExports({ dialog }: Pick<ElectronModule, 'dialog'>, session: Session, options: SaveExportsOptions): void {
  const save = async (job: string): Promise<void> => {
    const window = options.window()
    if (window === null) return
    try {
      const { name, path } = exportFile(options.console, options.caller(), job)
      const { canceled, filePath } = await dialog.showSaveDialog(window, { defaultPath: name })
      if (!canceled && filePath !== '') await copyFile(path, filePath)
    } catch (error) {
      const problem = error instanceof ProvostError ? error : null
      await dialog.showMessageBox(window, {
        type: 'error',
        message: problem?.title ?? 'The file could not be saved.',
        detail: problem === null ? String(error) : [problem.detail, ...problem.remedy].filter((line) => line !== '').join('\n'),
      })
    }
  }
  session.on('will-download', (event, item) => {
    event.preventDefault()
    const job = exportedJob(item.getURL())
    if (job !== null) void save(job)
  })
}
