import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { chromium } from '@playwright/test'
import { chromiumLaunch } from '../e2e/chromium.ts'
import { type Comparison, median } from './measure.ts'

const cli = fileURLToPath(new URL('../../out/main/cli.js', import.meta.url))

const run = (args: readonly string[], directory: string): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, ...args], {
      stdio: 'ignore',
      env: { ...process.env, PROVOST_WORKSPACE: directory, PROVOST_VAULT: 'memory' },
    })
    child.on('error', reject).on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`${args.join(' ')} ended with ${code}`))))
  })

interface Served {
  readonly url: string
  readonly pid: number
  stop(): Promise<void>
}

const serve = (directory: string): Promise<Served> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, 'serve', '--no-open', '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, PROVOST_WORKSPACE: directory, PROVOST_VAULT: 'memory' },
    })
    const stop = (): Promise<void> => new Promise((done) => child.on('exit', () => done()).kill('SIGTERM'))
    child.on('error', reject)
    child.stdout
      .setEncoding('utf8')
      .once('data', (text: string) => resolve({ url: (JSON.parse(text) as { url: string }).url, pid: child.pid ?? 0, stop }))
  })

/** Resident memory of a process, in MB. */
const residentMegabytes = async (pid: number): Promise<number> =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

const gzippedKilobytes = async (paths: readonly string[]): Promise<number> => {
  const root = fileURLToPath(new URL('../../out/renderer/', import.meta.url))
  const sizes = await Promise.all(paths.map(async (path) => gzipSync(await readFile(join(root, path))).length))
  return sizes.reduce((sum, size) => sum + size, 0) / 1000
}

/** From `serve` to the first painted rows of the demo campus; what the browser loaded for it; what the core weighs when idle. */
export const benchStartUp = async (): Promise<Comparison[]> => {
  const directory = await mkdtemp(join(tmpdir(), 'pv-bench-'))
  const browser = await chromium.launch(chromiumLaunch)
  try {
    const versions: number[] = []
    for (let round = 0; round < 9; round++) {
      const started = performance.now()
      await run(['--version'], directory)
      versions.push(performance.now() - started)
    }
    const demoStarted = performance.now()
    await run(['demo', 'create'], directory)
    const demo = performance.now() - demoStarted

    const painted: number[] = []
    const scripts = new Set<string>()
    let resident = 0
    for (let round = 0; round < 5; round++) {
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
      page.on('response', (response) => {
        const { pathname } = new URL(response.url())
        if (pathname.endsWith('.js')) scripts.add(pathname.replace(/^\//, ''))
      })
      const started = performance.now()
      const served = await serve(directory)
      await page.goto(served.url)
      await page.locator('[role=grid] [role=row]').nth(2).waitFor()
      painted.push(performance.now() - started)
      if (round === 0) {
        await page.close()
        await new Promise((resolve) => setTimeout(resolve, 10_000))
        resident = await residentMegabytes(served.pid)
      } else await page.close()
      await served.stop()
    }
    const built = await readdir(fileURLToPath(new URL('../../out/renderer/assets/', import.meta.url)))
    const loaded = [...scripts].filter((path) => built.includes(path.replace(/^assets\//, '')))
    const kilobytes = await gzippedKilobytes(loaded)
    const line = (name: string, ours: number, unit: string, most: number): Comparison => ({
      name,
      ours,
      theirs: null,
      unit,
      bound: `below ${most} ${unit}`,
      holds: ours < most,
    })
    return [
      line('cli.js --version, whole process', median(versions), 'ms', 200),
      line('demo create, whole process', demo, 'ms', 5000),
      line('serve to the first painted table of the demo campus', median(painted), 'ms', 2000),
      line('JavaScript of the first screen, gzipped', kilobytes, 'kB', 400),
      line('idle core, resident', resident, 'MB', 150),
    ]
  } finally {
    await browser.close()
    await rm(directory, { recursive: true, force: true })
  }
}
