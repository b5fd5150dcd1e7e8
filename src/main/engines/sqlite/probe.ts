import { constants } from 'node:fs'
import { access, open, stat } from 'node:fs/promises'
import { ProvostError } from '#contract/errors.ts'

const magic = 'SQLite format 3\0'

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '')

const unreachable = (path: string, error: unknown): ProvostError => {
  const missing = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'].includes(codeOf(error))
  return new ProvostError(
    missing ? 'connection.file-missing' : 'connection.file-permission',
    missing ? `There is no file ${path}.` : `The file ${path} cannot be reached.`,
    {
      detail: error instanceof Error ? error.message : '',
      remedy: missing
        ? ['Check the path, and whether its disk is mounted.']
        : ['Have the right to enter the folders above the file, and to read it, given to this user.'],
      cause: error,
    },
  )
}

/** What the file's first hundred bytes say. */
export interface FileFacts {
  readonly bytes: number
  readonly pageBytes: number
  readonly wal: boolean
}

const notDatabase = (path: string, title: string, detail = ''): ProvostError =>
  new ProvostError('connection.file-not-a-database', title, {
    detail,
    remedy: ['Give the path of the database file itself.', `Now: ${path}`],
  })

/**
 * Looks at a file before SQLite does, which has one text for a missing file, a folder and a missing right, and takes an empty
 * file for a database.
 * @throws ProvostError `connection.file-missing`, `.file-permission`, `.file-not-a-database`, `.file-empty`, `.file-corrupt`
 */
export const lookAtFile = async (path: string): Promise<FileFacts> => {
  const stats = await stat(path).catch((error: unknown) => {
    throw unreachable(path, error)
  })
  if (!stats.isFile()) throw notDatabase(path, stats.isDirectory() ? `${path} is a folder.` : `${path} is not a regular file.`)
  await access(path, constants.R_OK).catch((error: unknown) => {
    throw new ProvostError('connection.file-permission', `The file ${path} may not be read by this user.`, {
      detail: error instanceof Error ? error.message : '',
      remedy: ['Have the right to read the file given to this user.'],
      cause: error,
    })
  })
  if (stats.size === 0)
    throw new ProvostError('connection.file-empty', `The file ${path} is empty.`, {
      detail: 'SQLite takes a file of 0 bytes for a database without tables.',
      remedy: ['Check whether this is the right file.', 'A copy that broke off leaves such a file: copy again.'],
    })
  const head = await firstBytes(path, 100)
  if (head.length < 16 || head.subarray(0, 16).toString('latin1') !== magic)
    throw notDatabase(path, `The file ${path} is not a SQLite database, or it is encrypted.`, 'It does not begin as SQLite files do.')
  if (head.length < 100) throw cutShort(path, `Its head has ${head.length} bytes of 100.`)
  return judgeHead(path, head, stats.size)
}

const judgeHead = (path: string, head: Buffer, bytes: number): FileFacts => {
  const written = head.readUInt16BE(16)
  const pageBytes = written === 1 ? 65_536 : written
  const wal = head[18] === 2
  // The number of pages is to be believed only where the change counter was written with it.
  const pages = head.readUInt32BE(24) === head.readUInt32BE(92) ? head.readUInt32BE(28) : 0
  // In WAL mode the newest pages may lie in the file beside it, so only the plain mode tells a missing end.
  if (!wal && pages * pageBytes > bytes) throw cutShort(path, `It should have ${pages * pageBytes} bytes and has ${bytes}.`)
  return { bytes, pageBytes, wal }
}

const cutShort = (path: string, detail: string): ProvostError =>
  new ProvostError('connection.file-corrupt', `The database ${path} is cut short.`, {
    detail,
    remedy: ['Make a copy of the file before anything else.', 'Copy the whole file again from where it came, or restore the last backup.'],
  })

const firstBytes = async (path: string, length: number): Promise<Buffer> => {
  const file = await open(path, 'r')
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}
