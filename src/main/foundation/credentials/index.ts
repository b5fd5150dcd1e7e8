export { type OpenVaultOptions, openVault } from './open-vault.ts'
export type { Vault } from './vault.ts'
