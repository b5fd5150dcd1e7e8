import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { ProvostError } from '#contract/errors.ts'

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

export interface FileFacts {
  readonly bytes: number
}

const notRegular = (title: string): ProvostError =>
  new ProvostError('connection.file-not-a-database', title, { remedy: ['Give the path of the database file itself.'] })

/**
 * Looks at a file before SQLite does, which has one text for a missing file, a folder and a missing right, and takes an empty
 * file for a database. It is not opened here: closing it would drop every lock that this process holds on it.
 * @throws ProvostError `connection.file-missing`, `.file-permission`, `.file-not-a-database`, `.file-empty`
 */
export const lookAtFile = async (path: string): Promise<FileFacts> => {
  const stats = await stat(path).catch((error: unknown) => {
    throw unreachable(path, error)
  })
  if (!stats.isFile()) throw notRegular(stats.isDirectory() ? `${path} is a folder.` : `${path} is not a regular file.`)
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
  return { bytes: stats.size }
}
