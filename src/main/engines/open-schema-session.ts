import { ProvostError } from '#contract/errors.ts'
import type { Cell } from '#contract/values.ts'
import { cancelled, type StartChild } from '../foundation/processes/index.ts'
import type { EngineConfig, OpenOptions, RunOptions, Statement } from './engine.ts'
import { openMysqlSchemaSession } from './mysql/index.ts'
import { addressOf } from './peer.ts'
import { openPostgresSchemaSession } from './postgres/index.ts'
import type { SchemaSession } from './schema-session.ts'
import { capOf } from './server-cap.ts'
import { openSqliteSchemaSession } from './sqlite/index.ts'
import { type Patience, whenThereIsRoom } from './when-there-is-room.ts'

export interface SchemaSessionOptions extends OpenOptions {
  readonly startChild: StartChild
  readonly signal?: AbortSignal
  /** Waits where the server is full; without it the first refusal is told. */
  readonly whenFull?: Patience
}

/** A slot of the server's cap, so that a fleet run and the screens together stay below the server's limit. */
const takeSlot = async (config: EngineConfig, signal: AbortSignal | undefined): Promise<() => void> => {
  if (config.engine === 'sqlite') return () => {}
  const cap = capOf(addressOf(config))
  const { promise, resolve } = Promise.withResolvers<ProvostError>()
  const onAbort = (): void =>
    resolve(signal === undefined ? new ProvostError('call.cancelled', 'The call was cancelled.') : cancelled(signal))
  if (signal?.aborted) throw cancelled(signal)
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    await cap.take(promise)
  } finally {
    signal?.removeEventListener('abort', onAbort)
  }
  return () => cap.give()
}

const open = (config: EngineConfig, options: SchemaSessionOptions): Promise<SchemaSession> => {
  if (config.engine === 'sqlite') return openSqliteSchemaSession(config, options, options.startChild)
  return config.engine === 'postgres' ? openPostgresSchemaSession(config, options) : openMysqlSchemaSession(config, options)
}

const openOnce = async (config: EngineConfig, options: SchemaSessionOptions): Promise<SchemaSession> => {
  const giveSlot = await takeSlot(config, options.signal)
  let given = false
  const give = (): void => {
    if (!given) giveSlot()
    given = true
  }
  try {
    const session = await open(config, options)
    return {
      engine: session.engine,
      flavour: session.flavour,
      get healthy() {
        return session.healthy
      },
      command: (sql: string, run?: RunOptions) => session.command(sql, run),
      script: (sql, run) => session.script(sql, run),
      rows: (statement: Statement, run?: RunOptions): Promise<readonly (readonly Cell[])[]> => session.rows(statement, run),
      tables: (run?: RunOptions) => session.tables(run),
      pooler: () => session.pooler(),
      lock: (key, waitMs, signal) => session.lock(key, waitMs, signal),
      ...(session.lockAndRead === undefined ? {} : { lockAndRead: session.lockAndRead }),
      end: () => session.end().finally(give),
      destroy: () => {
        session.destroy()
        give()
      },
    }
  } catch (error) {
    give()
    throw error
  }
}

/** Opens a session for migrations: one that may write where `readWrite` says so. Whether it should is for the caller to ask. */
export const openSchemaSession = (config: EngineConfig, options: SchemaSessionOptions): Promise<SchemaSession> => {
  const { whenFull, signal } = options
  // Between two tries the slot of the cap is somebody else's.
  return whenFull === undefined ? openOnce(config, options) : whenThereIsRoom(() => openOnce(config, options), whenFull, signal)
}
