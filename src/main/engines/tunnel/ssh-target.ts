import { isIPv6 } from 'node:net'
import { ProvostError } from '#contract/errors.ts'

/** Whom to ask for a tunnel. A host may be a name from the person's own ssh configuration, which then says the rest. */
export interface SshTarget {
  readonly user: string | null
  readonly host: string
  readonly port: number | null
  /** As a person writes it: `user@host:port`. */
  readonly words: string
}

const invalid = (title: string): ProvostError =>
  new ProvostError('connection.url-invalid', title, {
    remedy: ['Write it as USER@HOST or USER@HOST:PORT, for instance support@bastion.example:2222.'],
  })

// Neither begins with a hyphen, and none of the letters means anything to a shell: ssh hands both to ProxyCommand and Match exec.
const userPattern = /^[A-Za-z0-9_][A-Za-z0-9_.+@-]{0,63}$/
const hostPattern = /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,252}$/

/** Whether a name or address can stand in the words of a forwarding. */
export const isHost = (host: string): boolean => hostPattern.test(host) || isIPv6(host)

/**
 * Reads `USER@HOST[:PORT]`; an IPv6 address stands in brackets.
 * @throws ProvostError `connection.url-invalid`
 */
export const parseSshTarget = (text: string): SshTarget => {
  const parts = /^(?:(?<user>.*)@)?(?:\[(?<address>[^\]]*)\]|(?<name>[^:@[\]]*))(?::(?<port>[^:]*))?$/s.exec(text.trim())?.groups
  if (parts === undefined) throw invalid('The SSH server is not written as USER@HOST[:PORT].')
  const { user, address, name, port } = parts
  const host = address ?? name ?? ''
  if (address === undefined ? !hostPattern.test(host) : !isIPv6(host)) {
    throw invalid('The host of the SSH server is made of letters, digits, dots and hyphens, and begins with a letter or digit.')
  }
  if (user !== undefined && !userPattern.test(user)) {
    throw invalid('The user of the SSH server is made of letters, digits, dots, hyphens and underscores.')
  }
  if (port !== undefined && (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)) {
    throw invalid('The port of the SSH server is a number from 1 to 65535.')
  }
  const place = address === undefined ? host : `[${host}]`
  return {
    user: user ?? null,
    host,
    port: port === undefined ? null : Number(port),
    words: `${user === undefined ? '' : `${user}@`}${place}${port === undefined ? '' : `:${Number(port)}`}`,
  }
}
