import { ProvostError } from '#contract/errors.ts'

const printable = (bytes: Buffer): string =>
  bytes
    .subarray(0, 60)
    .toString('latin1')
    .replaceAll(/[^\x20-\x7e]+/g, '.')

/** A greeting of MySQL or MariaDB: a packet of three bytes of length and a number, then the protocol's version or an error. */
export const looksLikeMysql = (bytes: Buffer): boolean => bytes.length >= 5 && bytes[3] === 0 && (bytes[4] === 0x0a || bytes[4] === 0xff)

/** What answers on a port, by its first bytes. `answered` tells whether it was asked by PostgreSQL's request for TLS. */
export const serviceWords = (bytes: Buffer): string => {
  const text = bytes.toString('latin1')
  if (looksLikeMysql(bytes)) return 'MySQL or MariaDB'
  if (text === 'S' || text === 'N') return 'PostgreSQL'
  if (text.startsWith('SSH-')) return 'an SSH server'
  if (/^HTTP\//.test(text) || /^<(!doctype|html)/i.test(text)) return 'a web server'
  if (/^220[ -]/.test(text)) return 'a mail or FTP server'
  if (/^-(ERR|NOAUTH|DENIED)/.test(text)) return 'Redis'
  if (bytes[0] === 0x15 || bytes[0] === 0x16) return 'a server that speaks TLS from the first byte'
  return 'another service'
}

/** Something answers, and it is not the engine that was expected. */
export const wrongService = (address: string, expected: string, bytes: Buffer): ProvostError => {
  const found = bytes.length === 0 ? null : serviceWords(bytes)
  return new ProvostError(
    'connection.wrong-service',
    found === null
      ? `What answers at ${address} is not ${expected}: it closed without a word.`
      : `${capital(found)} answers at ${address}, not ${expected}.`,
    {
      detail: bytes.length === 0 ? 'The connection was closed before anything was said.' : `It said: ${printable(bytes)}`,
      remedy: [
        'Check the port.',
        ...(found === 'PostgreSQL' || found === 'MySQL or MariaDB' ? [`Or write the address as one of ${found}.`] : []),
        'Check whether a proxy answers instead of the server.',
      ],
    },
  )
}

const capital = (words: string): string => words.replace(/^./, (letter) => letter.toUpperCase())
