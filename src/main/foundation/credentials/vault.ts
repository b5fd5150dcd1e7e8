/** Where passwords are kept. Keys are Provost's own names for them and no secret. */
export interface Vault {
  readonly tier: 'keychain' | 'file' | 'memory'
  /** Where that is, in words. */
  readonly words: string
  /** What the last use showed; null before the first, since asking may open the keychain's own window. */
  readonly usable: boolean | null
  /** Whether secrets can be kept and found again, tried out. Throws what is wrong and what to do. */
  check(): Promise<void>
  /** The secret under a key; null where there is none. */
  get(key: string): Promise<string | null>
  set(key: string, secret: string): Promise<void>
  /** Removing one that is not there is no error. */
  delete(key: string): Promise<void>
  /** Forgets what is in memory and ends the child. */
  close(): void
}
