import type { Vault } from './vault.ts'

/** Keeps secrets in this process and nowhere else. */
export function createMemoryVault(): Vault {
  const secrets = new Map<string, string>()
  return {
    tier: 'memory',
    words: 'Passwords are kept in memory and are gone when Provost ends.',
    usable: true,
    check: async () => {},
    get: async (key) => secrets.get(key) ?? null,
    set: async (key, secret) => void secrets.set(key, secret),
    delete: async (key) => void secrets.delete(key),
    close: () => secrets.clear(),
  }
}
