import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import type { Cell } from '#contract/values.ts'
import { writeCsv } from './index.ts'

let folder: string
let path: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provost-csv-'))
  path = join(folder, 'exports', 'people.csv')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function* batchesOf(...batches: (readonly (readonly Cell[])[])[]): AsyncGenerator<readonly (readonly Cell[])[]> {
  yield* batches
}
const quiet = { signal: new AbortController().signal, onProgress: () => {} }

test('rows are written with a byte order mark, a header and CRLF, and told batch by batch', async () => {
  const progress: number[][] = []
  const batches = batchesOf(
    [[1, 'Ada']],
    [],
    [
      [2, null],
      [3, 'Ünal'],
    ],
  )
  const written = await writeCsv({ ...quiet, path, columns: ['id', '=name'], batches, onProgress: (...told) => progress.push(told) })
  const text = readFileSync(path, 'utf8')
  expect(text).toBe("\ufeffid,'=name\r\n1,Ada\r\n2,\r\n3,Ünal\r\n")
  expect(written).toEqual({ rows: 3, bytes: Buffer.byteLength(text) })
  expect(progress.map(([rows]) => rows)).toEqual([1, 3])
  if (process.platform !== 'win32') expect((statSync(path).mode & 0o777).toString(8)).toBe('600')
  if (process.platform !== 'win32') expect((statSync(join(folder, 'exports')).mode & 0o777).toString(8)).toBe('700')
})

test('no rows make a file of the header alone', async () => {
  expect(await writeCsv({ ...quiet, path, columns: ['id'], batches: batchesOf() })).toMatchObject({ rows: 0 })
  expect(readFileSync(path, 'utf8')).toBe('\ufeffid\r\n')
})

test('a cancelled export leaves nothing and ends its source', async () => {
  const stop = new AbortController()
  let ended = false
  async function* endless(): AsyncGenerator<readonly (readonly Cell[])[]> {
    try {
      for (;;) yield [[1]]
    } finally {
      ended = true
    }
  }
  const onProgress = (rows: number): void => {
    if (rows === 10) stop.abort()
  }
  await expect(writeCsv({ path, columns: ['id'], batches: endless(), signal: stop.signal, onProgress })).rejects.toMatchObject({
    code: 'call.cancelled',
  })
  expect(ended).toBe(true)
  expect(readdirSync(join(folder, 'exports'))).toEqual([])
})

test('a source that fails keeps its words, leaves nothing, and an older file of the name stays', async () => {
  mkdirSync(join(folder, 'exports'))
  writeFileSync(path, 'older')
  async function* failing(): AsyncGenerator<readonly (readonly Cell[])[]> {
    yield [[1]]
    throw new ProvostError('table.gone', 'The table is gone.')
  }
  await expect(writeCsv({ ...quiet, path, columns: ['id'], batches: failing() })).rejects.toMatchObject({ code: 'table.gone' })
  expect(readdirSync(join(folder, 'exports'))).toEqual(['people.csv'])
  expect(readFileSync(path, 'utf8')).toBe('older')
})

test('a place that cannot be written is told, in a file or over a folder', async () => {
  writeFileSync(join(folder, 'file'), '')
  const below = writeCsv({ ...quiet, path: join(folder, 'file', 'people.csv'), columns: ['id'], batches: batchesOf() })
  await expect(below).rejects.toMatchObject({ code: 'export.target-unusable' })
  mkdirSync(join(folder, 'taken'))
  const over = writeCsv({ ...quiet, path: join(folder, 'taken'), columns: ['id'], batches: batchesOf() })
  await expect(over).rejects.toMatchObject({ code: 'export.target-unusable' })
  expect(existsSync(join(folder, 'taken'))).toBe(true)
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
})
