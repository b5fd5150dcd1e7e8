import { chmod, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { makeCertificates, type PrivateServer, startMariadb, startPostgres, startSsh } from '../servers/index.ts'
import { apart, ordinary } from './cli-process.ts'
import { afterwards, holdInShutdown, listen } from './connection-test-kit.ts'

/** One way of failing, prepared: the address, how the command is called, and what it has to answer. */
export interface Prepared {
  readonly code: string
  readonly what: string
  readonly url: string
  readonly args?: readonly string[]
  readonly environment?: NodeJS.ProcessEnv
  readonly through?: readonly string[]
  /** The test has to wait for the whole connect time-out. */
  readonly waits?: true
}

/** In every address below; found in no answer. */
export const planted = 'p4ssw0rd-planted'

const kept = <Server extends { stop(): Promise<void> }>(server: Server): Server => {
  afterwards(() => server.stop())
  return server
}

const url = (scheme: 'postgresql' | 'mysql', port: number, user: string, database = 'lms', secret = `:${planted}`): string =>
  `${scheme}://${user}${secret}@127.0.0.1:${port}/${database}`

/** A PostgreSQL without TLS, and one that is kept from stopping. */
export const failuresOfPostgres = async (): Promise<Prepared[]> => {
  const scram = (users: readonly string[]) => users.map((user) => `host all ${user} 127.0.0.1/32 scram-sha-256`)
  const users = ['reader', 'single', 'shut']
  const hba = ['local all all trust', 'host all kerberos 127.0.0.1/32 gss', ...scram(users)]
  const [server, stopping] = await Promise.all([startPostgres({ hba }), startPostgres()])
  kept(server)
  kept(stopping)
  await server.createDatabase('lms')
  await server.createDatabase('closed')
  for (const role of [...users, 'kerberos', 'unlisted']) await server.execute('lms', `create role ${role} login password '${planted}'`)
  await server.execute(
    'lms',
    `alter role single connection limit 0; alter role shut nologin; revoke connect on database closed from public;
     create table public.users (id int primary key)`,
  )
  const letItStop = await holdInShutdown(stopping)
  afterwards(letItStop)
  const at = (user: string, database?: string, secret?: string) => url('postgresql', server.port, user, database, secret)
  return [
    { code: 'auth-failed', what: 'a wrong password', url: at('reader', 'lms', ':not-the-one') },
    { code: 'no-password', what: 'no password at all', url: at('reader', 'lms', '') },
    { code: 'host-not-allowed', what: 'a role that no rule admits', url: at('unlisted') },
    { code: 'auth-method-unsupported', what: 'Kerberos asked for', url: at('kerberos') },
    { code: 'database-missing', what: 'a database that is not there', url: at('reader', 'lmss') },
    { code: 'database-denied', what: 'a database without CONNECT', url: at('reader', 'closed') },
    { code: 'permission-denied', what: 'a table without SELECT', url: at('reader') },
    { code: 'too-many-connections', what: 'a role without a session left', url: at('single') },
    { code: 'account-locked', what: 'a role without LOGIN', url: at('shut') },
    { code: 'tls-unsupported', what: 'TLS asked of a server without', url: at('reader'), args: ['--tls', 'require'] },
    { code: 'starting-up', what: 'a server that is stopping', url: url('postgresql', stopping.port, stopping.user) },
    {
      code: 'insecure-refused',
      what: 'a production connection without TLS to another machine',
      url: `postgresql://reader:${planted}@192.0.2.7/lms`,
      args: ['--tls', 'disable', '--environment', 'production'],
    },
  ]
}

/** Certificates of every sort, each on a PostgreSQL of its own. */
export const failuresOfTls = async (): Promise<Prepared[]> => {
  const names = ['IP:127.0.0.1']
  const [good, past, other] = await Promise.all([
    makeCertificates({ owner: 'postgres', names }),
    makeCertificates({ owner: 'postgres', names, expired: true }),
    makeCertificates({ owner: 'postgres', names: ['DNS:db.lms.example'] }),
  ])
  const hba = [
    'local all all trust',
    'hostssl all carded 127.0.0.1/32 scram-sha-256 clientcert=verify-ca',
    'hostssl all all 127.0.0.1/32 trust',
  ]
  const old = { ssl_min_protocol_version: 'TLSv1', ssl_max_protocol_version: 'TLSv1.1' }
  const servers = await Promise.all([
    startPostgres({ hba, tls: good }),
    startPostgres({ hba, tls: past }),
    startPostgres({ hba, tls: other }),
    startPostgres({ hba, tls: good, settings: old }),
  ])
  const [server, expired, elsewhere, oldest] = servers.map((each) => url('postgresql', kept(each).port, each.user, 'postgres'))
  await servers[0].execute('postgres', `create role carded login password '${planted}'`)
  const full = ['--tls', 'verify-full', '--tls-ca']
  return [
    { code: 'tls-required', what: 'no TLS where it is required', url: server ?? '', args: ['--tls', 'disable'] },
    { code: 'tls-untrusted', what: 'an authority that is not known', url: server ?? '', args: ['--tls', 'verify-full'] },
    { code: 'tls-expired', what: 'an expired certificate', url: expired ?? '', args: [...full, past.ca] },
    { code: 'tls-hostname-mismatch', what: 'a certificate for another name', url: elsewhere ?? '', args: [...full, other.ca] },
    { code: 'tls-protocol', what: 'no version of TLS in common', url: oldest ?? '', args: [...full, good.ca] },
    {
      code: 'tls-client-cert-required',
      what: 'a client certificate asked for',
      url: url('postgresql', servers[0].port, 'carded', 'postgres'),
      args: [...full, good.ca],
    },
  ]
}

/** A MariaDB with accounts that do not let in, and one that has not finished starting. */
export const failuresOfMariadb = async (): Promise<Prepared[]> => {
  const server: PrivateServer = kept(await startMariadb())
  await server.createDatabase('lms')
  await server.execute(
    'mysql',
    ['locked', 'expired']
      .map((user) => `create user ${user}@'%' identified by '${planted}'; grant select on lms.* to ${user}@'%'`)
      .join(';'),
  )
  await server.execute('mysql', `alter user locked@'%' account lock; alter user expired@'%' password expire`)
  return [
    { code: 'account-locked', what: 'a locked account of MariaDB', url: url('mysql', server.port, 'locked') },
    { code: 'password-expired', what: 'an expired password', url: url('mysql', server.port, 'expired') },
  ]
}

/** Ports where something else answers, nobody does, or no network leads. */
export const failuresOfTheNetwork = async (): Promise<Prepared[]> => {
  const silent = await listen(() => {})
  const cutting = await listen((socket) => socket.once('data', () => socket.resetAndDestroy()))
  const another = await listen((socket) => socket.write('SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'))
  return [
    { code: 'host-not-found', what: 'a name that nobody knows', url: `postgresql://reader:${planted}@db.invalid/lms`, through: apart },
    {
      code: 'unreachable',
      what: 'an address that the network does not reach',
      url: `mysql://reader:${planted}@192.0.2.7/lms`,
      through: apart,
    },
    { code: 'refused', what: 'a port where nobody listens', url: url('postgresql', 1, 'reader') },
    { code: 'timeout', what: 'a PostgreSQL port that stays silent', url: url('postgresql', silent, 'reader'), waits: true },
    // A MariaDB that is starting is this: the port takes connections long before there is a greeting.
    { code: 'timeout', what: 'a MariaDB port that stays silent', url: url('mysql', silent, 'reader'), waits: true },
    { code: 'reset', what: 'a line that is cut', url: url('postgresql', cutting, 'reader') },
    { code: 'wrong-service', what: 'an SSH server on the port', url: url('mysql', another, 'reader') },
  ]
}

/** Tunnels that do not come about. */
export const failuresOfSsh = async (): Promise<Prepared[]> => {
  const [ssh, stranger] = await Promise.all([startSsh(), startSsh()])
  kept(ssh)
  kept(stranger)
  await stranger.know('none')
  const silent = await listen(() => {})
  const by = ({ programs }: typeof ssh) => ({ PATH: `${programs}:${process.env['PATH']}` })
  const far = url('postgresql', 1, 'reader')
  return [
    {
      code: 'ssh-failed',
      what: 'a database that the SSH server does not reach',
      url: far,
      args: ['--ssh', ssh.target],
      environment: by(ssh),
    },
    { code: 'ssh-host-key', what: 'a host key that is not known', url: far, args: ['--ssh', stranger.target], environment: by(stranger) },
    {
      code: 'ssh-failed',
      what: 'an SSH server that stays silent',
      url: far,
      args: ['--ssh', `${ssh.user}@127.0.0.1:${silent}`],
      environment: by(ssh),
      waits: true,
    },
  ]
}

/** SQLite files in every sort of trouble. */
export const failuresOfFiles = async (): Promise<Prepared[]> => {
  const folder = await mkdtemp(join(tmpdir(), `pv-${process.pid}-failures-`))
  afterwards(() => rm(folder, { recursive: true, force: true }))
  await chmod(folder, 0o755)
  const path = (name: string) => join(folder, name)
  const make = (name: string): Database.Database => {
    const database = new Database(path(name))
    database.exec('create table users (id integer primary key, email text)')
    const insert = database.prepare('insert into users (email) values (?)')
    database.transaction(() => {
      for (let i = 0; i < 2000; i++) insert.run(`person-${i}@lms.example`)
    })()
    return database
  }
  for (const name of ['short.db', 'secret.db']) make(name).close()
  await truncate(path('short.db'), 3 * 4096)
  await chmod(path('secret.db'), 0o000)
  await writeFile(path('empty.db'), '')
  await writeFile(path('notes.db'), 'These are my notes about the database of the school, and nothing else.')
  const holder = make('held.db')
  holder.exec('begin exclusive')
  afterwards(() => holder.close())
  return [
    { code: 'file-missing', what: 'a file that is not there', url: path('nowhere.db') },
    { code: 'file-not-a-database', what: 'a text', url: path('notes.db') },
    { code: 'file-empty', what: 'an empty file', url: path('empty.db') },
    { code: 'file-corrupt', what: 'a file cut short', url: path('short.db') },
    { code: 'file-permission', what: 'a file that may not be read', url: path('secret.db'), through: ordinary },
    { code: 'busy', what: 'a file that another program holds', url: path('held.db') },
  ]
}
