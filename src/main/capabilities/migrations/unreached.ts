import type { ErrorCode, Problem } from '#contract/errors.ts'

const unreached = new Set<ErrorCode>([
  'connection.host-not-found',
  'connection.refused',
  'connection.timeout',
  'connection.unreachable',
  'connection.starting-up',
  'connection.ssh-failed',
])

/** A database that cannot be reached is no failure of its migration. A file is only met when it is first read. */
export const isUnreached = ({ code }: Pick<Problem, 'code'>, opened: boolean): boolean =>
  code === 'connection.file-missing' || (!opened && unreached.has(code))
