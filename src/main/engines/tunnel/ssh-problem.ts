import { type ErrorCode, ProvostError } from '#contract/errors.ts'
import type { SshTarget } from './ssh-target.ts'
import type { SshWords } from './ssh-words.ts'

interface Place {
  readonly target: SshTarget
  /** `host:port` of the database, as the SSH server sees it. */
  readonly far: string
}

interface Words {
  readonly pattern: RegExp
  readonly code?: ErrorCode
  readonly title: (place: Place) => string
  readonly remedy: (place: Place) => readonly string[]
  readonly retryable?: boolean
}

/** The same call as a person would make it in a terminal. */
const byHand = ({ target }: Place): string =>
  `ssh ${target.port === null ? '' : `-p ${target.port} `}${target.user === null ? '' : `${target.user}@`}${target.host}`
/** How known_hosts names a host. */
const knownAs = ({ target }: Place): string =>
  target.port === null || target.port === 22 ? target.host : `[${target.host}]:${target.port}`

const far: readonly Words[] = [
  {
    pattern: /open failed: connect failed: Connection refused/i,
    title: ({ target, far }) => `The tunnel stands, but nothing listens at ${far} as ${target.host} sees it.`,
    remedy: () => [
      'Check the database’s host and port as the SSH server sees them: 127.0.0.1 means the SSH server itself.',
      'Check that the database runs, and that it listens on that address.',
    ],
    retryable: true,
  },
  {
    pattern: /administratively prohibited/i,
    title: ({ target, far }) => `${target.host} does not allow a tunnel to ${far}.`,
    remedy: () => ['Ask the SSH server’s administrator to allow it (AllowTcpForwarding, PermitOpen, or permitopen in authorized_keys).'],
  },
  {
    pattern: /open failed: (connect failed: )?(Name or service not known|Temporary failure in name|nodename nor servname|unknown host)/i,
    title: ({ target, far }) => `${target.host} does not know the host of ${far}.`,
    remedy: () => ['Write the database’s host by a name or an address that the SSH server knows.'],
  },
  {
    pattern: /open failed/i,
    title: ({ target, far }) => `${target.host} does not reach ${far}.`,
    remedy: () => ['Check the database’s host and port as the SSH server sees them.', 'Check the network and firewalls between the two.'],
    retryable: true,
  },
]

const near: readonly Words[] = [
  {
    pattern: /REMOTE HOST IDENTIFICATION HAS CHANGED|Host key for .* has changed|Offending .*key/i,
    code: 'connection.ssh-host-key',
    title: ({ target }) => `The host key of ${target.words} is not the one known here: it has changed.`,
    remedy: (place) => [
      'Do not connect until the change is explained: somebody may stand in between.',
      'Ask the SSH server’s administrator whether the host or its key was replaced, and compare the fingerprint.',
      `Only then forget the old key: ssh-keygen -R '${knownAs(place)}'`,
      `And accept the new one in a terminal: ${byHand(place)}`,
    ],
  },
  {
    pattern: /REVOKED HOST KEY|marked as revoked/i,
    code: 'connection.ssh-host-key',
    title: ({ target }) => `The host key of ${target.words} was revoked.`,
    remedy: () => ['Ask the SSH server’s administrator: this key is not to be trusted any more.'],
  },
  {
    pattern: /Host key verification failed|No .* host key is known/i,
    code: 'connection.ssh-host-key',
    title: ({ target }) => `The host key of ${target.words} is not known here.`,
    remedy: (place) => [
      'Compare the fingerprint with the one the SSH server’s administrator gives you.',
      `Where it is the same, accept it once in a terminal: ${byHand(place)}`,
      'Then test the connection again.',
    ],
  },
  {
    pattern: /UNPROTECTED PRIVATE KEY|Permissions .* are too open/i,
    title: () => 'Others on this machine can read the private key, so ssh does not use it.',
    remedy: () => ['Close the key file to others: chmod 600 FILE'],
  },
  {
    pattern: /Permission denied|Too many authentication failures|No more authentication methods/i,
    title: ({ target }) => `${target.words} refused the SSH login.`,
    remedy: (place) => [
      'Check the user.',
      'Load the key into the agent (ssh-add), or name it for this host in your ssh configuration (IdentityFile). Provost answers no prompt of ssh.',
      `Try it in a terminal: ${byHand(place)}`,
      'Ask the SSH server’s administrator whether your key is allowed there.',
    ],
  },
  {
    pattern: /Could not resolve hostname/i,
    title: ({ target }) => `The SSH host ${target.host} is not known.`,
    remedy: () => ['Check the spelling of the host.', 'Check that the network or VPN that knows the name is on.'],
    retryable: true,
  },
  {
    pattern: /connect to host .* Connection refused/i,
    title: ({ target }) => `Nothing listens for SSH at ${target.words}.`,
    remedy: () => ['Check the host and the port.', 'Check that the SSH server runs.'],
    retryable: true,
  },
  {
    pattern: /timed? ?out|No route to host|Network is unreachable|banner exchange/i,
    title: ({ target }) => `The SSH server ${target.words} did not answer in time.`,
    remedy: () => ['Check the host and the port.', 'Check the network and the VPN.', 'Ask for this computer’s address to be allowed.'],
    retryable: true,
  },
  {
    pattern: /no matching (host key|cipher|key exchange|mac)|Unable to negotiate/i,
    title: ({ target }) => `${target.words} and this computer’s ssh share no way to encrypt.`,
    remedy: () => ['Update the older side.'],
  },
  {
    pattern: /Bad owner or permissions|Bad configuration option|Can't open user config|terminating, \d+ bad configuration/i,
    title: () => 'This computer’s ssh does not accept its own configuration.',
    remedy: () => ['Mend the file it names.', 'Try ssh in a terminal.'],
  },
  {
    pattern: /Could not request local forwarding|cannot listen to port|remote port forwarding failed/i,
    title: () => 'A forwarding on this machine could not be opened.',
    remedy: () => ['Look for LocalForward or RemoteForward lines of this host in your ssh configuration.', 'Try again.'],
    retryable: true,
  },
  {
    pattern: /kex_exchange_identification|Connection (closed|reset)|Broken pipe|invalid format/i,
    title: ({ target }) => `${target.words} closed the SSH connection.`,
    remedy: () => ['Check that the port is that of an SSH server.', 'Try again: the server may have been restarted, or be full.'],
    retryable: true,
  },
]

const toProblem = (words: Words, place: Place, said: readonly string[], hostKey: string | null): ProvostError => {
  const key = words.code === 'connection.ssh-host-key' ? `Its key: ${hostKey ?? 'not shown, since a jump host comes first'}.` : null
  const telling = said.filter((line) =>
    /failed|denied|refused|error|changed|known|revoked|closed|reset|timed|resolve|Bad|Offending|Permissions|too open|negotiate|bind/i.test(
      line,
    ),
  )
  return new ProvostError(words.code ?? 'connection.ssh-failed', words.title(place), {
    detail: [...(key === null ? [] : [key]), ...(telling.length > 0 ? telling : said).slice(-4)].join('\n'),
    remedy: [...words.remedy(place)],
    retryable: words.retryable ?? false,
  })
}

const fallback: Words = {
  pattern: /$/,
  title: ({ target }) => `The SSH connection to ${target.words} ended.`,
  remedy: (place) => [`Try it in a terminal: ${byHand(place)}`],
  retryable: true,
}

/** Why there is no tunnel, by ssh's own words. */
export const sshProblem = (place: Place, words: SshWords): ProvostError => {
  const text = words.said.join('\n')
  return toProblem(near.find(({ pattern }) => pattern.test(text)) ?? fallback, place, words.said, words.hostKey)
}

/** Why the far end of a tunnel that stands did not open; null where ssh said nothing of the kind since `from`. */
export const farProblem = (place: Place, said: readonly string[]): ProvostError | null => {
  const text = said.join('\n')
  const words = far.find(({ pattern }) => pattern.test(text))
  return words === undefined ? null : toProblem(words, place, said, null)
}

export const sshMissing = (): ProvostError =>
  new ProvostError('connection.ssh-failed', 'The program ssh is not on this machine.', {
    remedy: ['Install OpenSSH’s client (Debian: apt-get install openssh-client).', 'See that it is on the PATH of Provost.'],
  })

export const sshTimeout = ({ target }: Place, milliseconds: number, said: readonly string[]): ProvostError =>
  new ProvostError('connection.ssh-failed', `The SSH server ${target.words} did not answer in time.`, {
    detail: [`Waited ${milliseconds / 1000} s.`, ...said.slice(-2)].join('\n'),
    remedy: ['Check the host and the port.', 'Check the network and the VPN.', 'A key that has to be touched waits for you only so long.'],
    retryable: true,
  })
