import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'

const iterations = 4096

/**
 * What PostgreSQL keeps of a password instead of the password. Computed here, so that the password itself is never in a
 * statement, and so in no log of the server.
 */
export const scramVerifier = (password: string, salt: Buffer = randomBytes(16)): string => {
  // SASLprep, for the part of it that passwords meet: compatibility forms are one.
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256')
  const key = (name: string): Buffer => createHmac('sha256', salted).update(name).digest()
  const stored = createHash('sha256').update(key('Client Key')).digest()
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${stored.toString('base64')}:${key('Server Key').toString('base64')}`
}
