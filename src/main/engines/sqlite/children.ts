import { extname } from 'node:path'
import type { StartChild } from '../../foundation/processes/index.ts'
import { SessionPool } from '../session-pool.ts'
import { SqliteSession } from './session.ts'

// Beside this file in the source, and an entry of its own beside the built one.
const module = new URL(`./sqlite-child${extname(new URL(import.meta.url).pathname)}`, import.meta.url)

const idleMs = 30_000
const readers = 3
const streamers = 3
const writers = 4

/**
 * The children of one host, shared by all SQLite files. Streams have their own: a slow consumer must not keep readers waiting.
 * So have those that change schemas: a child that holds a write transaction serves nobody else.
 */
export interface SqliteChildren {
  readonly read: SessionPool<SqliteSession>
  readonly stream: SessionPool<SqliteSession>
  readonly write: SessionPool<SqliteSession>
}

const pool = (startChild: StartChild, size: number): SessionPool<SqliteSession> =>
  new SessionPool({
    settings: { size, overflow: 0, prePing: false, recycleSeconds: 0 },
    idleMs,
    connect: async () => new SqliteSession(() => startChild(module)),
  })

const children = new WeakMap<StartChild, SqliteChildren>()

export const childrenOf = (startChild: StartChild): SqliteChildren => {
  const known = children.get(startChild)
  if (known) return known
  const made = { read: pool(startChild, readers), stream: pool(startChild, streamers), write: pool(startChild, writers) }
  children.set(startChild, made)
  return made
}
