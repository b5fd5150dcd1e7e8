import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Cell } from '#contract/values.ts'
import { writeCsv } from '../../src/main/foundation/exports/index.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-large-export-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** The collector, so that what is measured is what is held and not what is still lying about. */
function collector(): () => void {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc')
}

async function* people(count: number): AsyncGenerator<readonly (readonly Cell[])[]> {
  for (let first = 0; first < count; first += 2000) {
    yield Array.from({ length: 2000 }, (_, n): Cell[] => [String(first + n), `Person ${first + n}`, null, true, '=not a formula'])
  }
}

test('a million rows are written while the heap stays flat', async () => {
  const path = join(directory, 'people.csv')
  const collect = collector()
  collect()
  const before = process.memoryUsage().heapUsed
  let most = 0
  const onProgress = (rows: number): void => {
    if (rows % 100_000 !== 0) return
    collect()
    most = Math.max(most, process.memoryUsage().heapUsed - before)
  }
  const columns = ['id', 'name', 'note', 'active', 'odd']
  const written = await writeCsv({ path, columns, batches: people(1_000_000), signal: new AbortController().signal, onProgress })
  expect(written.rows).toBe(1_000_000)
  expect(written.bytes).toBe(statSync(path).size)
  expect(most).toBeLessThan(16 * 1024 * 1024)
})
