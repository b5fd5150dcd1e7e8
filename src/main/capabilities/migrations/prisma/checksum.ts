import { createHash } from 'node:crypto'

/** What Prisma writes down of a script: lower-case hex of its SHA-256, as it is. */
export const prismaChecksum = (script: string): string => createHash('sha256').update(script, 'utf8').digest('hex')

/** Early versions wrote each byte without its leading zero, so their checksums are mostly shorter. */
const withoutPadding = (script: string): string =>
  [...createHash('sha256').update(script, 'utf8').digest()].map((byte) => byte.toString(16)).join('')

/**
 * Whether a script is what was applied, as Prisma itself compares: as it is, with the line ends of Unix, with those of Windows; and a
 * checksum that is not 64 characters long in the old form.
 */
export const matchesChecksum = (script: string, checksum: string): boolean => {
  const form = checksum !== '' && checksum.length !== 64 ? withoutPadding : prismaChecksum
  return [script, script.replaceAll('\r\n', '\n'), script.replaceAll('\n', '\r\n')].some((text) => form(text) === checksum)
}
