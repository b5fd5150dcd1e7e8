import { stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { dirname } from 'node:path'
import type { AccessEntry, AccessFlag } from '#contract/connection-access.ts'
import { ProvostError } from '#contract/errors.ts'
import type { EngineConfig } from '../engine.ts'
import type { AccessFindings } from '../probe/index.ts'

const bits = [
  ['the owner', 6],
  ['the group', 3],
  ['everyone', 0],
] as const

const entriesOf = (path: string, what: string, mode: number, owner: number, group: number): AccessEntry[] =>
  bits.flatMap(([whose, shift]): AccessEntry[] => {
    const held = (mode >> shift) & 7
    const privileges = [...(held & 4 ? ['READ'] : []), ...(held & 2 ? ['WRITE'] : [])]
    if (privileges.length === 0) return []
    const flags: AccessFlag[] = [...(held & 2 ? (['write'] as const) : []), ...(whose === 'everyone' ? (['everyone'] as const) : [])]
    const letter = whose === 'the owner' ? 'u' : whose === 'the group' ? 'g' : 'o'
    const who = whose === 'the owner' ? `the owner of the ${what} (user ${owner})` : whose === 'the group' ? `its group (${group})` : whose
    return [
      {
        who,
        kind: 'file',
        canLogIn: false,
        scope: 'file',
        objects: [path],
        privileges,
        flags,
        revoke: held & 2 ? `chmod ${letter}-w ${path}` : null,
      },
    ]
  })

/** A SQLite file has no accounts: who may do what is what the system says of the file and of its folder. */
export const reviewSqlite = async (config: EngineConfig): Promise<AccessFindings> => {
  if (config.engine !== 'sqlite') throw new ProvostError('connection.engine-unknown', 'That is not a SQLite connection.')
  const folder = dirname(config.path)
  const [file, beside] = await Promise.all([stat(config.path), stat(folder)])
  return {
    login: userInfo().username,
    entries: [
      ...entriesOf(config.path, 'file', file.mode, file.uid, file.gid),
      ...entriesOf(folder, 'folder', beside.mode, beside.uid, beside.gid),
    ],
    limits: ['A SQLite file has no accounts and no roles: its rights are those of the file and of its folder.'],
  }
}
