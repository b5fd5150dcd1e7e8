import { ProvostError } from '#contract/errors.ts'

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '')

/** Whether SQLite says that the file itself is damaged, rather than that it cannot be reached now. */
export const saysDamaged = (error: unknown): boolean => /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error))

/** What the system or SQLite said about the workspace, in Provost's words. Errors that are ours, or that are bugs, pass unchanged. */
export function workspaceProblem(error: unknown, directory: string): unknown {
  if (error instanceof ProvostError) return error
  const code = codeOf(error)
  const detail = wordsOf(error)
  const unusable = (title: string, remedy: string[]): ProvostError =>
    new ProvostError('workspace.unusable', title, { detail, remedy, cause: error })
  if (saysDamaged(error)) {
    return new ProvostError('workspace.state-corrupt', `The state of the workspace ${directory} is damaged.`, {
      detail,
      remedy: ['End every Provost of this workspace and start it again: the damaged file is kept aside then.', 'Check the disk.'],
      cause: error,
    })
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new ProvostError('workspace.busy', `The workspace ${directory} is held by another process.`, {
      detail,
      remedy: ['Try again in a moment.', 'End the process that holds state.db open for writing.'],
      retryable: true,
      cause: error,
    })
  }
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return unusable(`The disk that holds the workspace ${directory} is full.`, [
      'Free space on that disk.',
      'Or name another folder with --workspace DIR.',
    ])
  }
  if (/^SQLITE_(READONLY|CANTOPEN|PERM|AUTH)/.test(code) || ['EACCES', 'EPERM', 'EROFS'].includes(code)) {
    return unusable(`The workspace ${directory} cannot be written.`, [
      'Give the user that runs Provost the folder and the files in it.',
      'Or name another folder with --workspace DIR.',
    ])
  }
  if (code === 'ENOTDIR' || code === 'EEXIST' || code === 'ELOOP' || code === 'ENAMETOOLONG' || code === 'ENOENT') {
    return unusable(`The workspace ${directory} is not a folder that can be made.`, ['Name a folder with --workspace DIR.'])
  }
  if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_PROTOCOL' || code === 'EIO') {
    return unusable(`The disk that holds the workspace ${directory} fails or does not keep locks.`, [
      'Keep the workspace on a local disk, not on a network share.',
      'Check the disk.',
    ])
  }
  return error
}

/** Runs `work`, with what the system says about the workspace put in words. */
export function inWorkspace<Value>(directory: string, work: () => Value): Value {
  try {
    return work()
  } catch (error) {
    throw workspaceProblem(error, directory)
  }
}
