import type { ImportEntry } from '#contract/connection-files.ts'
import { ProvostError } from '#contract/errors.ts'

/** What a file may hold at most, in bytes: settings of the largest fleets stay far below. */
export const largestFile = 1024 * 1024

const readable = [
  'zulip.conf with zulip-secrets.conf or dev-secrets.conf',
  '.env with DATABASE_URL or DB_*',
  'alembic.ini',
  'pg_service.conf',
  '.pgpass',
  'my.cnf',
]

/** The file's own words are never repeated: they may be secrets. */
export const unrecognised = (file: string, detail: string): ProvostError =>
  new ProvostError('connection.import-unrecognised', `${file} is no file that Provost reads connections from.`, {
    detail,
    remedy: [`Give one of: ${readable.join(' · ')}.`, 'Or add the connection by hand: provost connection add NAME --url URL'],
  })

export const tooLarge = (file: string): ProvostError =>
  new ProvostError('connection.import-unreadable', `${file} is larger than 1 MiB, which no settings file is.`, {
    remedy: ['Give the settings file itself.'],
  })

export const notAFile = (file: string): ProvostError =>
  new ProvostError('connection.import-unreadable', `${file} is not a file.`, { remedy: ['Name the files themselves, not their folder.'] })

const systemWords: Readonly<Record<string, readonly [title: string, remedy: string]>> = {
  ENOENT: ['does not exist', 'Correct the path.'],
  ENOTDIR: ['does not exist', 'Correct the path.'],
  EACCES: ['may not be read by you', 'Have somebody who may read it give you a copy, or run Provost as a person who may.'],
  EPERM: ['may not be read by you', 'Have somebody who may read it give you a copy, or run Provost as a person who may.'],
  ELOOP: ['is a link that leads back to itself', 'Give the file itself.'],
  ENAMETOOLONG: ['has a name that is too long', 'Correct the path.'],
}

/** What the system said when a file could not be read. */
export const unreadable = (file: string, error: unknown): ProvostError => {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''
  const [title, remedy] = systemWords[code] ?? ['could not be read', 'Test the disk or share that it is on.']
  return new ProvostError('connection.import-unreadable', `${file} ${title}.`, { detail: code, remedy: [remedy], cause: error })
}

/** A failure as an entry or a result carries it. */
export const problemOf = (error: ProvostError): NonNullable<ImportEntry['problem']> => ({ ...error.toJSON(), remedy: [...error.remedy] })
