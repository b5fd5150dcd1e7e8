import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ImportEntry, ImportFile, ImportPick, ImportResult } from '#contract/connection-files.ts'
import { importPick } from '#contract/connection-files.ts'
import { exportConnection } from '../../src/main/capabilities/connections/export/index.ts'
import { applyImport, previewImport } from '../../src/main/capabilities/connections/import/index.ts'
import { type ConnectionBook, openConnectionBook } from '../../src/main/fleet/registry/index.ts'
import { type Caller, openAccess } from '../../src/main/foundation/access/index.ts'
import { type AuditLog, openAuditLog } from '../../src/main/foundation/audit/index.ts'
import { openVault, type Vault } from '../../src/main/foundation/credentials/index.ts'
import { startNodeChild } from '../../src/main/foundation/processes/index.ts'
import { openState, type State } from '../../src/main/foundation/state/index.ts'

/** A workspace of its own with files beside it, and importing as the command line does it. */
export interface ImportRig {
  readonly folder: string
  readonly workspace: string
  readonly state: State
  readonly book: ConnectionBook
  readonly vault: Vault
  readonly audit: AuditLog
  readonly caller: Caller
  /** Writes files below the folder and gives their paths. */
  write(files: Readonly<Record<string, string | Uint8Array>>): ImportFile[]
  preview(files: readonly ImportFile[]): Promise<ImportEntry[]>
  remarks(files: readonly ImportFile[]): Promise<string>
  apply(files: readonly ImportFile[], picks: readonly ImportPick[], signal?: AbortSignal): Promise<ImportResult[]>
  /** Takes all that can be taken. */
  importAll(files: readonly ImportFile[]): Promise<ImportResult[]>
  /** A connection as it is kept, with its password. */
  kept(name: string): Promise<Record<string, unknown>>
  export(name: string, format: 'zulip' | 'env' | 'pg_service'): ReturnType<typeof exportConnection>
  /** Every byte the workspace holds, as text. */
  onDisk(): string
  close(): void
}

export interface ImportRigOptions {
  readonly vault?: 'memory' | 'file'
  readonly passphrase?: string
  /** Puts faults in front of the vault. */
  readonly useVault?: (vault: Vault) => Vault
}

export const openImportRig = (options: ImportRigOptions = {}): ImportRig => {
  const folder = mkdtempSync(join(tmpdir(), 'provost-import-'))
  const workspace = join(folder, 'workspace')
  const state = openState(workspace)
  const clock = () => new Date('2026-11-20T12:00:00.000Z')
  const environment = { PROVOST_VAULT: options.vault ?? 'memory', PROVOST_VAULT_PASSPHRASE: options.passphrase ?? 'correct horse' }
  const opened = openVault({ environment, directory: workspace, startChild: startNodeChild })
  const vault = options.useVault?.(opened) ?? opened
  const [book, audit] = [openConnectionBook(state), openAuditLog(state, clock)]
  const caller = openAccess(state, { owner: 'ada' }).caller(null, 'command-line')
  const services = { book, vault, audit, clock }
  const apply: ImportRig['apply'] = async (files, picks, signal = new AbortController().signal) =>
    (await applyImport(services, caller, { files, picks: picks.map((pick) => importPick.parse(pick)) }, signal)).results
  const preview: ImportRig['preview'] = async (files) => (await previewImport(services, { files })).entries
  return {
    folder,
    workspace,
    state,
    book,
    vault,
    audit,
    caller,
    write: (files) =>
      Object.entries(files).map(([name, content]) => {
        const path = join(folder, name)
        mkdirSync(dirname(path), { recursive: true })
        writeFileSync(path, content)
        return { path }
      }),
    preview,
    remarks: async (files) => (await previewImport(services, { files })).remarks.map(({ text }) => text).join('\n'),
    apply,
    async importAll(files) {
      const picked = (await preview(files)).filter(({ state: found }) => found === 'new' || found === 'there')
      return apply(
        files,
        picked.map(({ id, name }) => ({ id, name })),
      )
    },
    async kept(name) {
      const { connection, vaultKey } = book.get(name)
      const { engine, host, port, user, database, environment: use, external, readWrite, tls } = connection
      return { engine, host, port, user, database, environment: use, external, readWrite, tls, password: await vault.get(vaultKey) }
    },
    export: (name, format) => exportConnection({ book, audit }, caller, { name, format }),
    onDisk() {
      state.database.pragma('wal_checkpoint(TRUNCATE)')
      return readdirSync(workspace, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'latin1'))
        .join('\n')
    },
    close() {
      vault.close()
      state.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
