const shapes: readonly RegExp[] = [
  /^gAAAAA[A-Za-z0-9_-]{40,}={0,2}$/, // Fernet
  /^vault:v\d+:/,
  /^(enc|encrypted|aes|cipher)[:(]/i,
  /^-----BEGIN PGP/,
  /^\\x[0-9a-f]{16,}$/i,
  /^[0-9a-f]{32,}$/i,
]

const base64 = /^[A-Za-z0-9+/_-]{32,}={0,2}$/

/**
 * Whether a text looks like something an application encrypted rather than a name or an address: a column's type does not
 * tell when the LMS writes ciphertext into text.
 */
export const looksEncrypted = (text: string): boolean =>
  shapes.some((shape) => shape.test(text)) || (base64.test(text) && /\d/.test(text) && /[a-z]/.test(text) && /[A-Z]/.test(text))
