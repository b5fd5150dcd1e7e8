import { spawnSync } from 'node:child_process'
import { existsSync, globSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from './root.ts'

/** The last file of each part; where the oldest of them is younger than every source, all of it is. */
const results = ['out/main/cli.js', 'out/preload/index.cjs', 'out/renderer/index.html']
/** Folders count too: their time tells of files that were removed. */
const sources = ['src/**', 'electron.vite.config.ts', 'package.json', 'node_modules/.package-lock.json']

const modifiedAt = (path: string): number => statSync(join(root, path)).mtimeMs

const isBuilt = (): boolean => {
  if (!results.every((path) => existsSync(join(root, path)))) return false
  const builtAt = Math.min(...results.map(modifiedAt))
  return globSync(sources, { cwd: root }).every((path) => path.includes('.test.') || modifiedAt(path) <= builtAt)
}

/** Builds the program where it has not been built or a source is younger. Ends the process where that fails. */
export function ensureBuilt(): void {
  if (isBuilt()) return
  process.stderr.write('Building Provost.\n')
  const tool = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const build = spawnSync(process.execPath, [tool, 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  if (build.status === 0) return
  process.stderr.write(`${build.stdout}${build.stderr}\nThe build failed.\n`)
  process.exit(1)
}

/** Runs the built command line in this process's place. */
export async function becomeCommandLine(args: readonly string[]): Promise<void> {
  const program = join(root, 'out', 'main', 'cli.js')
  process.argv = [process.execPath, program, ...args]
  await import(pathToFileURL(program).href)
}
