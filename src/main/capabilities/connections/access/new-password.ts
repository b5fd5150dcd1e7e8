import { randomBytes } from 'node:crypto'

/** 192 bits in letters, digits, - and _: nothing that a configuration file would have to escape. */
export const newPassword = (): string => randomBytes(24).toString('base64url')
