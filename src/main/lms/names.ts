/** A name as it is compared: case, underscores and blanks aside, so that `EnrolledAt` is `enrolled_at`. */
export const bare = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')

/** A table's name without one leading word, which many deployments put there: `lms_users`, `tblUsers`. Null where it has one word only. */
export const withoutPrefix = (name: string): string | null => {
  const [, rest] = /^[A-Za-z0-9]+?(?:_|(?<=[a-z0-9])(?=[A-Z]))(.+)$/.exec(name) ?? []
  return rest === undefined ? null : bare(rest)
}

/** Whether a name says that what it holds is encrypted. */
const encryptedEnding = /(encrypted|encr|enc|ciphertext|cipher)$/

/** The name without its word for "encrypted", or null where it has none: `first_name_encrypted`, `enc_email`. */
export const withoutEncryption = (name: string): string | null => {
  const plain = bare(name)
  if (encryptedEnding.test(plain)) return plain.replace(encryptedEnding, '')
  return /^(enc|encrypted)_/i.test(name) ? plain.replace(/^(encrypted|enc)/, '') : null
}
