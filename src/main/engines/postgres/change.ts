import type { OpenOptions } from '../engine.ts'
import { addressOf } from '../peer.ts'
import type { ChangeSession, ServerConfig } from '../probe/index.ts'
import { connectPostgres } from './connect.ts'
import { scramVerifier } from './scram.ts'
import { TypeNames } from './type-names.ts'

/** A session that may change accounts and rights: everything it is given at once, or nothing. */
export const openPostgresChanges = async (config: ServerConfig, options: OpenOptions): Promise<ChangeSession> => {
  const session = await connectPostgres(config, { ...options, readWrite: true }, new TypeNames(addressOf(config)))
  const run = async (statements: readonly string[]): Promise<void> => {
    // A limited role's own settings begin every transaction read-only, and it may still change its own password.
    await session.command('begin read write')
    try {
      for (const statement of statements) await session.command(statement)
      await session.command('commit')
    } catch (error) {
      if (session.healthy) await session.command('rollback').catch(() => session.destroy())
      throw error
    }
  }
  return {
    run,
    setOwnPassword: (password) => run([`ALTER ROLE CURRENT_USER PASSWORD '${scramVerifier(password)}'`]),
    end: () => session.end().catch(() => session.destroy()),
  }
}
