import type { Json } from './canonical.ts'

/** Names of values that are never written down, compared without case and punctuation: `apiKey`, `API_KEY`, `api-key`. */
const secretName =
  /password|passwd|passphrase|pwd|secret|token|credential|authorization|cookie|(api|private|access|encryption|signing|master|data|ssh|session)key|keymaterial|^(key|pass|pin|otp)$/

const looksSecret = (name: string): boolean => secretName.test(name.toLowerCase().replace(/[^a-z0-9]/g, ''))

const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/
/** `scheme://user:password@host`: the password goes, the rest of the address stays. */
const addressPassword = /([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*):[^\s/]*@/gi

const cleanText = (text: string): string =>
  // A lone surrogate would come back from the database as another character, and the line's hash would no longer fit.
  privateKey.test(text) ? '(private key)' : text.toWellFormed().replace(addressPassword, '$1@')

const deepest = 12

/**
 * A detail as the log may keep it: values under names that look like passwords, tokens or key material are dropped at any depth,
 * passwords inside addresses too; what JSON cannot hold becomes text.
 */
export function withoutSecrets(value: unknown, depth = 0): Json {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return cleanText(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString()
  if (depth >= deepest) return '(too deep)'
  if (Array.isArray(value)) return value.map((each) => withoutSecrets(each, depth + 1))
  if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`
  if (typeof value !== 'object') return String(value)
  return detailWithoutSecrets(value, depth)
}

/** The same for a whole detail. */
export function detailWithoutSecrets(detail: object, depth = 0): { readonly [key: string]: Json } {
  const kept = Object.entries(detail).filter(([name, each]) => each !== undefined && typeof each !== 'function' && !looksSecret(name))
  return Object.fromEntries(kept.map(([name, each]) => [name.toWellFormed(), withoutSecrets(each, depth + 1)]))
}
