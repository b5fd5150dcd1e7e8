import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto'
import type { ScryptParameters, Sealed } from './vault-file.ts'

/** About 0.4 s and 128 MB for each guess. */
export const usualCost = 131_072

/** Parameters of a new vault. */
export const newParameters = (cost: number): ScryptParameters => ({
  salt: randomBytes(16).toString('base64'),
  cost,
  blockSize: 8,
  parallelization: 1,
})

/** The key that a passphrase opens. Runs in the thread pool. */
export function deriveKey(passphrase: string, { salt, cost, blockSize, parallelization }: ScryptParameters): Promise<Buffer> {
  const options = { cost, blockSize, parallelization, maxmem: 256 * cost * blockSize }
  return new Promise((resolve, reject) => {
    // One form for what looks the same: an `é` typed on another machine may be two characters.
    scrypt(passphrase.normalize('NFC'), Buffer.from(salt, 'base64'), 32, options, (error, key) => (error ? reject(error) : resolve(key)))
  })
}

/** Seals a text for one name: under another it does not open. */
export function seal(key: Buffer, name: string, text: string): Sealed {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(name))
  const bytes = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return { nonce: nonce.toString('base64'), text: bytes.toString('base64'), tag: cipher.getAuthTag().toString('base64') }
}

/** The text, or null where key, name or bytes are not those it was sealed with. */
export function unseal(key: Buffer, name: string, { nonce, text, tag }: Sealed): string | null {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), { authTagLength: 16 })
    decipher.setAAD(Buffer.from(name)).setAuthTag(Buffer.from(tag, 'base64'))
    return Buffer.concat([decipher.update(Buffer.from(text, 'base64')), decipher.final()]).toString('utf8')
  } catch {
    // That it does not open is the answer; OpenSSL's words say nothing more.
    return null
  }
}
