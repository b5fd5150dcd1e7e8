import { spawn, spawnSync } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { becomeCommandLine, ensureBuilt } from './build.ts'
import { findOrFetchElectron } from './electron-binary.ts'
import { root } from './root.ts'
import { type ChosenWorkspace, chooseWorkspace, parseStartArguments, type StartArguments, usage } from './start-arguments.ts'

const say = (text: string): void => {
  process.stderr.write(`${text}\n`)
}

const readArguments = (): StartArguments => {
  try {
    const parsed = parseStartArguments(process.argv.slice(2))
    if (parsed !== 'help') return parsed
    process.stdout.write(usage)
    process.exit(0)
  } catch (error) {
    say(`${error instanceof Error ? error.message : error}\n\n${usage}`)
    process.exit(2)
  }
}

const makeDemo = ({ directory }: ChosenWorkspace): void => {
  say(`No workspace yet: making the demo campus in ${directory}. npm start -- --workspace DIR begins one of your own.`)
  const made = spawnSync(process.execPath, [join(root, 'out/main/cli.js'), 'demo', 'create', '--workspace', directory], {
    stdio: ['ignore', 2, 2],
  })
  if (made.status !== 0) process.exit(made.status ?? 1)
}

/** Why the desktop program cannot run here, or where it is. */
const desktopProgram = (): { readonly program: string } | { readonly words: string } => {
  if (process.platform === 'linux') {
    if (!process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return { words: 'There is no display.' }
    if (process.getuid?.() === 0) return { words: 'The desktop program does not run as root, where Electron has no sandbox.' }
  }
  return findOrFetchElectron()
}

const runDesktop = (program: string, directory: string, options: StartArguments): void => {
  const operator = options.operator === undefined ? [] : [`--as=${options.operator}`]
  const child = spawn(program, [root, `--workspace=${directory}`, ...operator], { stdio: 'inherit' })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : (code ?? 1)))
}

const serveBrowser = async (directory: string, options: StartArguments): Promise<void> => {
  await becomeCommandLine([
    'serve',
    '--workspace',
    directory,
    ...(options.open ? [] : ['--no-open']),
    ...(options.port === undefined ? [] : ['--port', options.port]),
    ...(options.operator === undefined ? [] : ['--as', options.operator]),
  ])
}

const options = readArguments()
ensureBuilt()
const workspace = chooseWorkspace(options.workspace, process.env)
if (workspace.makeDemo) makeDemo(workspace)
const desktop = options.browser ? { words: '' } : desktopProgram()
if ('program' in desktop) runDesktop(desktop.program, workspace.directory, options)
else {
  if (desktop.words !== '') say(`${desktop.words} Serving the same console to the browser.`)
  await serveBrowser(workspace.directory, options)
}
