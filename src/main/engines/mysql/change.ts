import type { OpenOptions } from '../engine.ts'
import type { ChangeSession, ServerConfig } from '../probe/index.ts'
import { nativeHash } from './native-hash.ts'
import { MysqlSession } from './session.ts'

/** A session that may change accounts and rights. These statements commit by themselves: what was done before a failure stays. */
export const openMysqlChanges = async (config: ServerConfig, options: OpenOptions): Promise<ChangeSession> => {
  const session = await MysqlSession.open(config, { ...options, readWrite: true })
  await session.command('set session transaction read write')
  return {
    async run(statements) {
      for (const statement of statements) await session.command(statement)
    },
    // MySQL, where this was not run, takes no hash here and keeps passwords out of its logs itself.
    setOwnPassword: (password) =>
      session.command(
        session.flavour === 'mariadb'
          ? `SET PASSWORD = '${nativeHash(password)}'`
          : `ALTER USER USER() IDENTIFIED BY '${password.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`,
      ),
    end: () => session.end().catch(() => session.destroy()),
  }
}
