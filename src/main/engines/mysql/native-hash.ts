import { createHash } from 'node:crypto'

const sha1 = (data: Buffer | string): Buffer => createHash('sha1').update(data).digest()

/** What MariaDB keeps of a password. Computed here, so that the password itself is in no statement, and so in no log of the server. */
export const nativeHash = (password: string): string => `*${sha1(sha1(password)).toString('hex').toUpperCase()}`
