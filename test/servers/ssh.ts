import { existsSync } from 'node:fs'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { makeServerFolder } from './server-folder.ts'
import { asServerUser, freePort, giveTo, run, ServerProcess, untilReady } from './server-process.ts'

const serverEnvironment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' }

/** A real sshd of the test's own on a free port of 127.0.0.1, run as an ordinary user, and a client that knows nothing else. */
export interface TestSsh {
  readonly user: string
  readonly port: number
  /** As `--ssh` takes it. */
  readonly target: string
  /** Of the host's key: `SHA256:…`. */
  readonly fingerprint: string
  /** A folder with an `ssh` that reads this test's configuration alone: for the front of PATH. */
  readonly programs: string
  /** The private key the server lets in, as a file. */
  readonly key: string
  /** What the client's configuration says besides which hosts it knows; by default that it has the key and no agent. */
  configure(lines: readonly string[]): Promise<void>
  /** Which key the client's known_hosts holds for the server. */
  know(key: 'its own' | 'another' | 'none'): Promise<void>
  /** Whether the server lets the client's key in. */
  letIn(allowed: boolean): Promise<void>
  /** The server and all of its sessions die at once. */
  kill(): Promise<void>
  restart(): Promise<void>
  stop(): Promise<void>
}

const keygen = async (path: string): Promise<string> => {
  await run('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', 'provost-test', '-f', path])
  return (await readFile(`${path}.pub`, 'utf8')).trim()
}

const sshd = (): string => {
  const path = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd'].find((place) => existsSync(place))
  if (path === undefined)
    throw new Error('sshd is needed by these tests and was not found: install OpenSSH (Debian: apt-get install openssh-server)')
  return path
}

const accepts = (port: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy()
      resolve()
    })
    socket.once('error', reject)
  })

/** Starts one. `settings` are further lines of its configuration. */
export const startSsh = async (options: { readonly settings?: readonly string[] } = {}): Promise<TestSsh> => {
  const directory = await makeServerFolder()
  const path = (name: string): string => join(directory, name)
  const server = path('server')
  await mkdir(server)
  const hostKey = await keygen(join(server, 'host'))
  const otherKey = await keygen(path('other'))
  const userKey = await keygen(path('user'))
  const authorized = join(server, 'authorized')
  await writeFile(authorized, `${userKey}\n`)
  // sshd may run as an ordinary user, and then lets in that user only.
  const user = process.getuid?.() === 0 ? 'postgres' : userInfo().username
  const port = await freePort()
  const configuration = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(server, 'host')}`,
    `AuthorizedKeysFile ${authorized}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'MaxStartups 100',
    ...(options.settings ?? []),
  ]
  await writeFile(join(server, 'sshd_config'), `${configuration.join('\n')}\n`)
  await giveTo('postgres', server)
  const knownHosts = path('known_hosts')
  const configure: TestSsh['configure'] = async (lines) => {
    const known = [`UserKnownHostsFile ${knownHosts}`, 'GlobalKnownHostsFile /dev/null', 'UpdateHostKeys no']
    await writeFile(path('ssh_config'), `${[...known, ...lines].join('\n')}\n`)
  }
  await configure([`IdentityFile ${path('user')}`, 'IdentitiesOnly yes', 'IdentityAgent none'])
  const programs = path('bin')
  await mkdir(programs)
  const { stdout: program } = await run('/bin/sh', ['-c', 'command -v ssh'])
  await writeFile(join(programs, 'ssh'), `#!/bin/sh\nexec ${program.trim()} -F ${path('ssh_config')} "$@"\n`)
  await chmod(join(programs, 'ssh'), 0o755)
  const { stdout: shown } = await run('ssh-keygen', ['-l', '-E', 'sha256', '-f', join(server, 'host.pub')])

  const start = async (): Promise<ServerProcess> => {
    const started = new ServerProcess(
      ...asServerUser('postgres', sshd(), ['-D', '-e', '-f', join(server, 'sshd_config')], 'KILL'),
      serverEnvironment,
    )
    await untilReady('sshd', started, () => accepts(port))
    return started
  }
  const know: TestSsh['know'] = async (key) => {
    const line = key === 'none' ? '' : `[127.0.0.1]:${port} ${key === 'another' ? otherKey : hostKey}\n`
    await writeFile(knownHosts, line)
  }
  await know('its own')
  let running = await start()
  const kill = async (): Promise<void> => {
    await running.signalAll('SIGKILL')
    await running.end('SIGKILL')
  }
  return {
    user,
    port,
    target: `${user}@127.0.0.1:${port}`,
    fingerprint: /SHA256:\S+/.exec(shown)?.[0] ?? '',
    programs,
    key: path('user'),
    configure,
    know,
    letIn: (allowed) => writeFile(authorized, allowed ? `${userKey}\n` : ''),
    kill,
    async restart() {
      running = await start()
    },
    async stop() {
      await kill()
      await rm(directory, { recursive: true, force: true })
    },
  }
}
