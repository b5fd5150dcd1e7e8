import { isIPv6 } from 'node:net'
import { ProvostError } from '#contract/errors.ts'
import { isHost, type SshTarget } from './ssh-target.ts'

export interface Forwarding {
  /** On this machine's 127.0.0.1. */
  readonly localPort: number
  /** As the SSH server sees it. */
  readonly host: string
  readonly port: number
}

/**
 * The arguments of one tunnel. Everything else (keys, agent, jump hosts, known hosts) is the person's own ssh configuration,
 * but for what would make it ask, run something, or hand the work to another ssh that Provost cannot end.
 */
export const sshArguments = (target: SshTarget, { localPort, host, port }: Forwarding, connectTimeoutSeconds: number): string[] => {
  if (!isHost(host)) {
    throw new ProvostError('connection.url-invalid', 'The database’s host cannot be reached through a tunnel as it is written.', {
      detail: host,
      remedy: ['Write the host as a name or an address, as the SSH server knows it.'],
    })
  }
  const options: Readonly<Record<string, string>> = {
    ExitOnForwardFailure: 'yes',
    BatchMode: 'yes',
    ServerAliveInterval: '15',
    ServerAliveCountMax: '3',
    ConnectTimeout: String(connectTimeoutSeconds),
    // Says when the forwarding stands, and shows the host's key.
    LogLevel: 'DEBUG1',
    ControlMaster: 'no',
    ControlPath: 'none',
    PermitLocalCommand: 'no',
  }
  return [
    '-N',
    '-T',
    '-a',
    '-x',
    ...Object.entries(options).flatMap(([name, value]) => ['-o', `${name}=${value}`]),
    ...(target.port === null ? [] : ['-p', String(target.port)]),
    ...(target.user === null ? [] : ['-l', target.user]),
    '-L',
    `127.0.0.1:${localPort}:${isIPv6(host) ? `[${host}]` : host}:${port}`,
    '--',
    target.host,
  ]
}
