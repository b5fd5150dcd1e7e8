import { createHash } from 'node:crypto'

/** The checksum of a migration's text. A checkout that turned line ends into CRLF is the same migration. */
export const migrationSha256 = (text: string): string => createHash('sha256').update(text.replaceAll('\r\n', '\n'), 'utf8').digest('hex')
