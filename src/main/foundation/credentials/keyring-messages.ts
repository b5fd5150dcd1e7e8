/** What the keychain's child is asked. */
export type KeyringRequest =
  | { readonly act: 'get' | 'delete'; readonly key: string }
  | { readonly act: 'set'; readonly key: string; readonly secret: string }
  /** Writes, reads and deletes an entry under this key. */
  | { readonly act: 'try'; readonly key: string; readonly secret: string }

/** The service under which the system's keychain lists our entries. */
export const keyringService = 'Provost'
