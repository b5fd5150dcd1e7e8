import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.ts'

const folder = join(root, 'node_modules', 'electron')
/** Lies in node_modules, so that the next install makes another attempt. */
const attempted = join(root, 'node_modules', '.electron-fetch-failed')
const fetchLimitMs = 120_000

/** Electron's program where it is installed. Importing `electron` under Node would try to download it instead of answering. */
export function installedElectron(): string | null {
  const path = join(folder, 'path.txt')
  const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
  const name = existsSync(path) ? readFileSync(path, 'utf8') : 'electron'
  const program = override ? join(override, name) : join(folder, 'dist', name)
  return existsSync(program) ? program : null
}

/** Electron's program, fetched where it is missing; tried once per installation. The words say why there is none. */
export function findOrFetchElectron(): { readonly program: string } | { readonly words: string } {
  const installed = installedElectron()
  if (installed !== null) return { program: installed }
  if (existsSync(attempted)) return { words: `Electron could not be fetched on an earlier start (remove ${attempted} to try again).` }
  process.stderr.write('Fetching Electron, once.\n')
  const fetched = spawnSync(process.execPath, [join(folder, 'install.js')], {
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: fetchLimitMs,
    encoding: 'utf8',
  })
  const program = installedElectron()
  if (program !== null) return { program }
  const reason = fetched.error?.message ?? fetched.stderr.split('\n').find((line) => line.includes('Error')) ?? 'no answer'
  writeFileSync(attempted, reason)
  return { words: `Electron could not be fetched (${reason.trim()}).` }
}
