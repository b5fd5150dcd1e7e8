import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import pg from 'pg'
import { type PostgresVersion, postgresBinaries } from './postgres-binaries.ts'
import { copyTemplate, makeServerFolder } from './server-folder.ts'
import { asServerUser, freePort, giveTo, run, ServerProcess, untilReady } from './server-process.ts'
import { freshName, type PrivateServer } from './test-server.ts'

const user = 'provost'
const password = 'provost-test'
const defaultHba = ['host all all 127.0.0.1/32 scram-sha-256', 'local all all trust']

export interface PostgresOptions {
  readonly version?: PostgresVersion
  /** Server settings, as `-c name=value`. */
  readonly settings?: Readonly<Record<string, string>>
  /** Lines of pg_hba.conf, instead of passwords by scram for everyone from 127.0.0.1. */
  readonly hba?: readonly string[]
  /** Files of the server's own certificate; TLS is off without. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca?: string }
}

const serverEnvironment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

const makeCluster = (binaries: string, scratch: string) => async (data: string) => {
  const passwordFile = join(scratch, 'password')
  await writeFile(passwordFile, password)
  await giveTo('postgres', scratch)
  await giveTo('postgres', join(data, '..'))
  const args = ['-D', data, '-U', user, `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '-E', 'UTF8', '--no-locale', '--no-sync']
  await run(...asServerUser('postgres', join(binaries, 'initdb'), args), { env: serverEnvironment })
}

/** Starts a PostgreSQL of one's own; a tenth of a second once its cluster was made. */
export const startPostgres = async (options: PostgresOptions = {}): Promise<PrivateServer> => {
  const version = options.version ?? 15
  const binaries = postgresBinaries(version)
  const directory = await makeServerFolder()
  const data = join(directory, 'data')
  await copyTemplate(`postgres-${version}`, data, makeCluster(binaries, directory))
  await writeFile(join(data, 'pg_hba.conf'), `${(options.hba ?? defaultHba).join('\n')}\n`)
  const settings: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    fsync: 'off',
    full_page_writes: 'off',
    autovacuum: 'off',
    ...options.settings,
  }
  if (options.tls) {
    Object.assign(settings, { ssl: 'on', ssl_cert_file: options.tls.cert, ssl_key_file: options.tls.key })
    if (options.tls.ca !== undefined) settings['ssl_ca_file'] = options.tls.ca
  }
  await giveTo('postgres', directory)

  let port = await freePort()
  const start = (): ServerProcess => {
    const args = ['-D', data, '-p', String(port), '-k', directory]
    for (const [name, value] of Object.entries(settings)) args.push('-c', `${name}=${value}`)
    return new ServerProcess(...asServerUser('postgres', join(binaries, 'postgres'), args, 'QUIT'), serverEnvironment)
  }
  // Over the socket, so that a test's own pg_hba.conf or TLS does not keep the superuser out.
  const connect = async (database: string): Promise<pg.Client> => {
    const client = new pg.Client({ host: directory, port, user, password, database, ssl: false })
    // A server that is killed tells its idle clients by an event, which would end the process.
    client.on('error', () => {})
    await client.connect()
    return client
  }
  const execute = async (database: string, sql: string): Promise<Record<string, unknown>[]> => {
    const client = await connect(database)
    try {
      // Several statements give an array of results, which the driver's types do not tell.
      const result: pg.QueryResult | pg.QueryResult[] = await client.query(sql)
      return (Array.isArray(result) ? result.at(-1)?.rows : result.rows) ?? []
    } finally {
      await client.end()
    }
  }
  const ready = (server: ServerProcess): Promise<void> =>
    untilReady(`PostgreSQL ${version}`, server, async () => {
      await execute('postgres', 'select 1')
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
    kind: 'postgres',
    title: `PostgreSQL ${version}`,
    host: '127.0.0.1',
    port,
    user,
    password,
    directory,
    url: (database) => `postgresql://${user}:${password}@127.0.0.1:${port}/${encodeURIComponent(database)}`,
    execute,
    async createDatabase(name = freshName()) {
      await execute('postgres', `create database ${pg.escapeIdentifier(name)}`)
      return name
    },
    async kill() {
      await server.signalAll('SIGKILL')
      await server.end('SIGKILL')
    },
    async restart() {
      await server.end('SIGQUIT')
      await rm(join(data, 'postmaster.pid'), { force: true })
      // Killed processes hold the shared memory for some ms after they were reaped by nobody.
      for (const end = Date.now() + 10_000; ; ) {
        server = start()
        try {
          return await ready(server)
        } catch (error) {
          if (!server.output.includes('shared memory block') || Date.now() > end) throw error
        }
      }
    },
    pause: () => server.signalAll('SIGSTOP'),
    resume: () => server.signalAll('SIGCONT'),
    async stop() {
      await server.signalAll('SIGCONT')
      await server.end('SIGQUIT')
      await rm(directory, { recursive: true, force: true })
    },
  }
}
