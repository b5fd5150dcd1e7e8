import { type FileHandle, open, realpath, stat } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import type { ImportFile } from '#contract/connection-files.ts'
import { ProvostError } from '#contract/errors.ts'
import { decodeText, isText } from './decode-text.ts'
import type { SourceFile } from './found-connection.ts'
import { largestFile, notAFile, tooLarge, unreadable, unrecognised } from './import-problems.ts'

const notText = 'It is not text in UTF-8.'

/**
 * Reads a file that was named. Only plain files are opened: a pipe or a device could hold the console up without end.
 * @throws ProvostError `connection.import-unreadable`, `connection.import-unrecognised`
 */
export const readSource = async (file: ImportFile): Promise<SourceFile> => {
  if ('text' in file) return fromText(file.name, file.text)
  const path = resolve(file.path)
  const bytes = await readWhole(file.path, path)
  const text = decodeText(bytes)
  if (text === null) throw unrecognised(file.path, notText)
  return { label: file.path, baseName: basename(path), folder: dirname(path), text }
}

const fromText = (name: string, text: string): SourceFile => {
  if (Buffer.byteLength(text) > largestFile) throw tooLarge(name)
  const plain = text.toWellFormed().replace(/^\ufeff/, '')
  if (!isText(plain)) throw unrecognised(name, notText)
  return { label: name, baseName: basename(name.replaceAll('\\', '/')), folder: null, text: plain }
}

const told = (label: string, error: unknown): ProvostError => (error instanceof ProvostError ? error : unreadable(label, error))

const readWhole = async (label: string, path: string): Promise<Uint8Array> => {
  let handle: FileHandle
  try {
    const kind = await stat(path)
    if (!kind.isFile()) throw notAFile(label)
    if (kind.size > largestFile) throw tooLarge(label)
    handle = await open(path, 'r')
  } catch (error) {
    throw told(label, error)
  }
  try {
    // One byte more than allowed: the file may have grown since.
    const buffer = Buffer.alloc(largestFile + 1)
    let length = 0
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length)
      length += bytesRead
      if (length > largestFile) throw tooLarge(label)
      if (bytesRead === 0) return buffer.subarray(0, length)
    }
  } catch (error) {
    throw told(label, error)
  } finally {
    await handle.close()
  }
}

/** A file beside another, where there is one that can be read; null else. What was not asked for may be missing. */
export const readBeside = async (source: SourceFile, baseName: string): Promise<SourceFile | null> => {
  if (source.folder === null) return null
  const path = resolve(source.folder, baseName)
  const found = await stat(path).catch(() => null)
  return found?.isFile() ? readSource({ path }) : null
}

/** What tells that two named files are one. */
export const identityOf = async (file: ImportFile): Promise<string> =>
  'text' in file ? `text:${file.name}\u0000${file.text}` : realpath(resolve(file.path)).catch(() => resolve(file.path))
