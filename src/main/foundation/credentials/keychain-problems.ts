import { ProvostError } from '#contract/errors.ts'

/** The ways on where the keychain cannot be used. Nothing falls back to them by itself. */
const otherTiers = [
  'Set PROVOST_VAULT=file and PROVOST_VAULT_PASSPHRASE to keep passwords in an encrypted file of the workspace.',
  'Or set PROVOST_VAULT=memory to keep them until Provost ends.',
]

/** The keychain has no error codes of its own: only its text tells what happened. */
export function keychainProblem(error: unknown, deadlineMs: number): ProvostError {
  if (error instanceof ProvostError && error.code === 'call.cancelled') return error
  if (error instanceof ProvostError && error.code === 'child.deadline') {
    return new ProvostError('vault.timeout', `The system's keychain did not answer within ${deadlineMs / 1000} s.`, {
      remedy: ['Answer the window in which the keychain asks for its password, and try again.', ...otherTiers],
      retryable: true,
      cause: error,
    })
  }
  const detail = error instanceof ProvostError ? error.detail : error instanceof Error ? error.message : String(error)
  const more = { detail, cause: error }
  if (/locked|dismissed|interaction is not allowed|-25308/i.test(detail)) {
    return new ProvostError('vault.locked', "The system's keychain is locked.", {
      ...more,
      remedy: ['Unlock the keychain (log in at the desktop, or enter its password) and try again.', ...otherTiers],
      retryable: true,
    })
  }
  if (/canceled|cancelled|-128\b/i.test(detail)) {
    return new ProvostError('vault.unusable', "The system's keychain refused Provost.", {
      ...more,
      remedy: ['Try again and allow Provost to use the keychain.', ...otherTiers],
    })
  }
  return new ProvostError('vault.unusable', "The system's keychain cannot be used here.", {
    ...more,
    remedy: ['On Linux: start Provost in a desktop session with a keyring (GNOME Keyring, KWallet) that is unlocked.', ...otherTiers],
  })
}
