// Runs on whatever Node starts it, from 18 on, in a checkout without node_modules: plain JavaScript, built-ins only.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))
const modules = join(root, 'node_modules')
const oldestNode = 22

const say = (text) => process.stderr.write(`${text}\n`)
const majorOf = (version) => Number(version.replace(/^v/, '').split('.')[0])

const isInstalled = () => {
  const installed = join(modules, '.package-lock.json')
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
}

const install = () => {
  say('Installing what Provost is built from (npm ci). This takes about a minute, once.')
  const npm = process.env.npm_execpath
  const command = ['ci', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const [program, args] = npm ? [process.execPath, [npm, ...command]] : ['npm', command]
  // What npm writes is not the answer of the command that was asked for, so none of it goes to stdout.
  const result = spawnSync(program, args, { cwd: root, stdio: ['ignore', 2, 2], shell: !npm && process.platform === 'win32' })
  if (result.status === 0) return
  say(`npm ci failed${result.error ? `: ${result.error.message}` : ''}. Provost needs it once, with access to the npm registry.`)
  process.exit(1)
}

/** The Node that the project runs on: its devDependency, or the one at hand where that is new enough. */
const projectNode = () => {
  const own = join(modules, 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(own)) return own
  if (majorOf(process.version) >= oldestNode) return process.execPath
  say(`Provost runs on Node 24, and this is ${process.version}. Its own Node is missing from node_modules:`)
  say('npm was told to ignore install scripts. Run: npm ci --ignore-scripts=false')
  process.exit(1)
}

/**
 * npm runs a script through a shell, and hands a signal of its own on to that shell only, which ends without a word to us:
 * what is seen here is another parent.
 */
const endWithParent = (forward) => {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    forward('SIGTERM')
  }, 250)
  timer.unref()
}

/**
 * Installs what is missing, then runs a script on the project's Node in this process's place: same input and output,
 * same signals, same end.
 */
export const runOnProjectNode = (script, args) => {
  if (!isInstalled()) install()
  const node = projectNode()
  const path = [join(modules, '.bin'), process.env.PATH].filter(Boolean).join(process.platform === 'win32' ? ';' : ':')
  // As the first line of the built cli.js has it, which says why.
  const child = spawn(node, ['--max-semi-space-size=8', join(root, script), ...args], {
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  })
  const forward = (signal) => child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, forward)
  if (process.env.npm_lifecycle_event && process.platform !== 'win32') endWithParent(forward)
  child.on('error', (error) => {
    say(`${node} could not be started: ${error.message}`)
    process.exit(1)
  })
  child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
}
