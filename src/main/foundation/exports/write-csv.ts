import { randomBytes } from 'node:crypto'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ProvostError } from '#contract/errors.ts'
import type { Cell } from '#contract/values.ts'
import { cancelled } from '../processes/index.ts'
import { makeFolder, syncDirectory } from '../state/index.ts'
import { csvText } from './csv-text.ts'

export interface CsvExport {
  readonly path: string
  readonly columns: readonly string[]
  readonly batches: AsyncIterable<readonly (readonly Cell[])[]>
  readonly signal: AbortSignal
  /** Told after each batch. */
  onProgress(rows: number, bytes: number): void
}

/**
 * Writes rows to a CSV file that Excel and every parser read: UTF-8 with a byte order mark, CRLF, formulas disarmed. 0600.
 * The file appears under its name only when it is whole; a cancelled or failed one leaves nothing.
 * Holds one batch at a time, however many there are.
 */
export async function writeCsv(request: CsvExport): Promise<{ rows: number; bytes: number }> {
  const { path, signal } = request
  const temporary = `${path}.${randomBytes(6).toString('hex')}.part`
  const file = await onDisk(path, async () => {
    makeFolder(dirname(path), 0o700)
    return open(temporary, 'wx', 0o600)
  })
  try {
    const written = await writeRows(file, request).finally(() => file.close())
    if (signal.aborted) throw cancelled(signal)
    await onDisk(path, async () => {
      await rename(temporary, path)
      syncDirectory(dirname(path))
    })
    return written
  } catch (error) {
    await rm(temporary, { force: true })
    throw signal.aborted ? cancelled(signal) : error
  }
}

async function writeRows(file: FileHandle, request: CsvExport): Promise<{ rows: number; bytes: number }> {
  const { path, columns, batches, signal, onProgress } = request
  let rows = 0
  let bytes = 0
  const write = async (text: string): Promise<void> => {
    const data = Buffer.from(text)
    await onDisk(path, () => file.writeFile(data))
    bytes += data.length
  }
  await write(`\ufeff${csvText([columns])}`)
  for await (const batch of batches) {
    if (signal.aborted) throw cancelled(signal)
    if (batch.length === 0) continue
    await write(csvText(batch))
    rows += batch.length
    onProgress(rows, bytes)
  }
  await onDisk(path, () => file.sync())
  return { rows, bytes }
}

/** Only what the disk says is put in words here; what the rows' source throws has its own. */
async function onDisk<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work()
  } catch (error) {
    throw inWords(error, path)
  }
}

function inWords(error: unknown, path: string): unknown {
  if (!(error instanceof Error && 'code' in error)) return error
  const more = { detail: error.message, cause: error }
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT' || error.code === 'EFBIG') {
    return new ProvostError('export.failed', 'The disk is full: the export was not written.', {
      ...more,
      remedy: ['Free space on that disk.', 'Run the export again.'],
    })
  }
  if (error.code === 'EIO') {
    return new ProvostError('export.failed', 'The disk failed: the export was not written.', {
      ...more,
      remedy: ['Check the disk.', 'Run the export again.'],
    })
  }
  return new ProvostError('export.target-unusable', `The export cannot be written to ${path}.`, {
    ...more,
    remedy: ['Name a file in a folder that can be written.'],
  })
}
