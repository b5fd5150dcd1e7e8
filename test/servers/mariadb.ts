import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import mysql from 'mysql2/promise'
import { copyTemplate, makeServerFolder } from './server-folder.ts'
import { asServerUser, freePort, giveTo, run, ServerProcess, untilReady } from './server-process.ts'
import { freshName, type PrivateServer } from './test-server.ts'

const user = 'provost'
const password = 'provost-test'

export interface MariadbOptions {
  /** Server settings, as `--name=value`. */
  readonly settings?: Readonly<Record<string, string>>
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string }
}

const program = (name: string): string => {
  const places = ['/usr/sbin', '/usr/bin', '/usr/local/bin', '/opt/homebrew/bin'].map((folder) => join(folder, name))
  const found = places.find((place) => existsSync(place))
  if (found === undefined)
    throw new Error(`${name} is needed by these tests and was not found: install MariaDB (Debian: apt-get install mariadb-server)`)
  return found
}

const serverEnvironment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

const makeDataFolder = async (data: string): Promise<void> => {
  await giveTo('mysql', join(data, '..'))
  const args = ['--no-defaults', `--datadir=${data}`, '--auth-root-authentication-method=normal', '--skip-test-db']
  await run(...asServerUser('mysql', program('mariadb-install-db'), args), { env: serverEnvironment })
}

/** Starts a MariaDB of one's own. */
export const startMariadb = async (options: MariadbOptions = {}): Promise<PrivateServer> => {
  const directory = await makeServerFolder()
  const data = join(directory, 'data')
  const initFile = join(directory, 'init.sql')
  const mariadbd = program('mariadbd')
  await copyTemplate('mariadb', data, makeDataFolder)
  const account = `'${user}'@'%'`
  await writeFile(
    initFile,
    [
      "delete from mysql.global_priv where User = '';",
      'flush privileges;',
      `create user if not exists ${account} identified by '${password}';`,
      `grant all privileges on *.* to ${account} with grant option;`,
    ].join('\n'),
  )
  await giveTo('mysql', directory)
  const settings: Record<string, string> = {
    'bind-address': '127.0.0.1',
    'character-set-server': 'utf8mb4',
    'collation-server': 'utf8mb4_general_ci',
    // 2, not 0: what was committed survives `kill`
    'innodb-flush-log-at-trx-commit': '2',
    'innodb-flush-method': 'nosync',
    'innodb-doublewrite': '0',
    'innodb-buffer-pool-size': '64M',
    ...options.settings,
  }
  if (options.tls) {
    Object.assign(settings, { 'ssl-cert': options.tls.cert, 'ssl-key': options.tls.key })
    if (options.tls.ca !== undefined) settings['ssl-ca'] = options.tls.ca
  }

  let port = await freePort()
  const socket = join(directory, 's')
  const start = (): ServerProcess => {
    const args = [
      '--no-defaults',
      `--datadir=${data}`,
      `--tmpdir=${directory}`,
      `--socket=${socket}`,
      `--pid-file=${join(directory, 'pid')}`,
      `--port=${port}`,
    ]
    args.push('--skip-name-resolve', `--init-file=${initFile}`)
    for (const [name, value] of Object.entries(settings)) args.push(`--${name}=${value}`)
    return new ServerProcess(...asServerUser('mysql', mariadbd, args, 'KILL'), serverEnvironment)
  }
  const execute = async (database: string, sql: string): Promise<Record<string, unknown>[]> => {
    // Over the socket, so that settings under test (required TLS, connection limits) matter less to the superuser.
    const client = await mysql.createConnection({ socketPath: socket, user, password, database, multipleStatements: true })
    client.on('error', () => {})
    try {
      const [result] = await client.query(sql)
      const last: unknown = Array.isArray(result) && Array.isArray(result.at(-1)) ? result.at(-1) : result
      return Array.isArray(last) ? last.filter((row) => typeof row === 'object') : []
    } finally {
      client.destroy()
    }
  }
  const ready = (server: ServerProcess): Promise<void> =>
    untilReady('MariaDB', server, async () => {
      await execute('mysql', 'select 1')
    })

  let server = start()
  try {
    await ready(server)
  } catch (error) {
    if (!server.output.includes('Address already in use')) throw error
    port = await freePort()
    server = start()
    await ready(server)
  }

  return {
    kind: 'mysql',
    title: 'MariaDB 10.11',
    host: '127.0.0.1',
    port,
    user,
    password,
    directory,
    url: (database) => `mysql://${user}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    execute,
    async createDatabase(name = freshName()) {
      await execute('mysql', `create database \`${name.replaceAll('`', '``')}\``)
      return name
    },
    kill: () => server.end('SIGKILL'),
    async restart() {
      await server.end('SIGKILL')
      server = start()
      await ready(server)
    },
    pause: () => server.signalAll('SIGSTOP'),
    resume: () => server.signalAll('SIGCONT'),
    async stop() {
      await server.end('SIGKILL')
      await rm(directory, { recursive: true, force: true })
    },
  }
}
