/**
 * Columns that hold credentials by their name. Who may not see secrets gets the rest of the row. It is a net with a known
 * mesh: what a column is called is all that an unknown schema tells.
 */
const secretColumn =
  /(^|_)(password|passwd|pwd|passphrase|secret|secrets|api_?key|private_?key|secret_?key|encryption_?key|access_?token|refresh_?token|reset_?token|session_?token|auth_?token|token_?hash|otp_?secret|mfa_?secret|totp|salt|credential_hash)(_|$)|^(token|tokens|hash|session_key|sess_data|session_data)$/

/** `resetToken` and `Reset_Token` are one name to the rule. */
const snake = (name: string): string => name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()

/** Whether a column's name says that it holds a credential. */
export const isSecretColumn = (name: string): boolean =>
  secretColumn.test(snake(name)) && !/_(at|on|count|policy|required|expires|expiry|changed)$/.test(snake(name))
