import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { ProvostError } from '#contract/errors.ts'
import type { Database, EngineConfig, RunOptions } from '../engine.ts'
import type { ReadOnlyEvidence, WriteFinding } from '../probe/index.ts'

const mayWrite = async (path: string): Promise<boolean> =>
  access(path, constants.W_OK).then(
    () => true,
    // Not writable, whatever the reason.
    () => false,
  )

/** Who owns a file can make it writable again. */
const owns = async (path: string): Promise<boolean> => (await stat(path)).uid === process.getuid?.()

/** A file's rights are the system's; the file knows no logins. */
export const sqliteEvidence = async (database: Database, config: EngineConfig, options: RunOptions = {}): Promise<ReadOnlyEvidence> => {
  if (config.engine !== 'sqlite') throw new ProvostError('connection.engine-unknown', 'That is not a SQLite connection.')
  const folder = dirname(config.path)
  const [file, beside, ownsFile, ownsFolder] = await Promise.all([mayWrite(config.path), mayWrite(folder), owns(config.path), owns(folder)])
  const { rows } = await database.read({ sql: 'select query_only from pragma_query_only', parameters: [] }, options)
  const findings: WriteFinding[] = [
    ...(file ? [{ words: `This user may write the file ${config.path}.`, revoke: `chmod a-w ${config.path}`, pastPhysical: true }] : []),
    ...(beside
      ? [{ words: `This user may write the folder ${folder}, and so replace the file.`, revoke: `chmod a-w ${folder}`, pastPhysical: true }]
      : []),
    ...(!file && ownsFile
      ? [{ words: 'This user owns the file and could make it writable again.', revoke: null, pastPhysical: true }]
      : []),
    ...(!beside && ownsFolder
      ? [{ words: 'This user owns the folder and could make it writable again.', revoke: null, pastPhysical: true }]
      : []),
  ]
  return {
    physical: findings.length === 0 ? 'Neither the file nor its folder can be written to by this user.' : null,
    notPhysical: 'The file is not protected from this user.',
    guarded: String(rows[0]?.[0]) === '1',
    findings,
    unknown: [],
  }
}
