import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { openConsole } from '../../src/main/console.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { startWebHost } from '../../src/main/hosts/web.ts'
import { chromiumLaunch } from '../e2e/chromium.ts'
import { connectAsBrowser } from './browser-client.ts'
import { type Comparison, percentile } from './measure.ts'
import { startMillionRows } from './million-rows.ts'

const grid = '[role=grid]'

/** Scrolls for four seconds by 240 px a frame and gives each frame's milliseconds. */
const scrollFrames = `(async () => {
  const element = document.querySelector('${grid}')
  const frames = []
  let last = performance.now()
  const end = last + 4000
  await new Promise((resolve) => {
    const step = (now) => {
      frames.push(now - last)
      last = now
      element.scrollTop += 240
      if (now < end) requestAnimationFrame(step)
      else resolve()
    }
    requestAnimationFrame(step)
  })
  return frames.slice(2)
})()`

/** A million rows in a real browser: frames while scrolling, and the heap after 100 places were visited. */
export const benchScrolling = async (): Promise<Comparison[]> => {
  const { server, database } = await startMillionRows()
  const directory = await mkdtemp(join(tmpdir(), 'pv-bench-'))
  const console = openConsole({ directory, environment: { PROVOST_VAULT: 'memory' }, startChild: startNodeChild })
  const host = await startWebHost({ console })
  const browser = await chromium.launch({
    ...chromiumLaunch,
    args: [...chromiumLaunch.args, '--js-flags=--expose-gc', '--enable-precise-memory-info'],
  })
  try {
    const { client, close } = await connectAsBrowser(host.url)
    await client.connections.add({
      name: 'million',
      url: `postgresql://${server.user}@${server.host}:${server.port}/${database}`,
      password: server.password,
    })
    close()
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
    await page.goto(host.mintUrl())
    await page.getByRole('navigation', { name: 'Desks' }).waitFor()
    await page.goto(`${new URL(host.url).origin}/#/tables?target=connection%3Amillion&table=public.attendance_logs`)
    await page.locator('[role=grid] [role=row]:not([aria-busy]) [role=gridcell]').nth(5).waitFor()
    const heap = (): Promise<number> => page.evaluate('gc(), performance.memory.usedJSHeapSize / 1e6')
    const visit = async (share: number): Promise<void> => {
      await page.evaluate(
        `(() => { const e = document.querySelector('${grid}'); e.scrollTop = (e.scrollHeight - e.clientHeight) * ${share} })()`,
      )
      // By `evaluate`: what waits inside the page is evaluated there, which its policy forbids.
      while (await page.evaluate(`document.querySelector('${grid} [role=row][aria-busy]') !== null`)) await page.waitForTimeout(10)
    }
    for (let place = 0; place < 5; place++) await visit(place / 5)
    const heapBefore = await heap()
    for (let place = 0; place < 100; place++) await visit(((place * 37) % 100) / 100)
    const heapAfter = await heap()
    await visit(0.3)
    const frames = (await page.evaluate(scrollFrames)) as number[]
    const p95 = percentile(frames, 0.95)
    return [
      { name: 'frames while scrolling a million rows, p95', ours: p95, theirs: null, unit: 'ms', bound: 'at most 50 ms', holds: p95 <= 50 },
      {
        name: 'renderer heap after 100 places, beside after 5',
        ours: heapAfter,
        theirs: heapBefore,
        unit: 'MB',
        bound: 'below 1.2×',
        holds: heapAfter < 1.2 * heapBefore,
      },
    ]
  } finally {
    await browser.close()
    await host.close()
    await console.close()
    await server.stop()
    await rm(directory, { recursive: true, force: true })
  }
}
