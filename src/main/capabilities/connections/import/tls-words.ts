import { homedir } from 'node:os'
import { resolve } from 'node:path'
import type { TlsMode } from '#contract/connections.ts'
import { tlsModes } from '#contract/connections.ts'
import type { FoundTls, SourceFile } from './found-connection.ts'
import { isPlain } from './plain-value.ts'

/** What a file calls its TLS settings; undefined where it has none. */
export interface WrittenTls {
  readonly mode?: string | null | undefined
  readonly ca?: string | null | undefined
  readonly cert?: string | null | undefined
  readonly key?: string | null | undefined
}

const mysqlModes: Readonly<Record<string, TlsMode>> = { disabled: 'disable', required: 'require', 'verify-identity': 'verify-full' }

/** TLS settings in libpq's or MySQL's words, with paths made absolute from the file's folder. */
export const readTls = (written: WrittenTls, source: SourceFile): { readonly tls: FoundTls; readonly assumptions: readonly string[] } => {
  const assumptions: string[] = []
  const path = (value: string | null | undefined): string | null => {
    if (value === undefined || value === null || value === '') return null
    if (isPlain(value)) return fromFolder(value, source)
    assumptions.push('A TLS file is named in a way that an import does not take; it was left out.')
    return null
  }
  // libpq's word for the certificates that the system trusts, which is Provost's default.
  const ca = written.ca === 'system' ? null : path(written.ca)
  const tls = { mode: modeOf(written.mode, assumptions), ca, cert: path(written.cert), key: path(written.key) }
  return { tls, assumptions }
}

const modeOf = (written: string | null | undefined, assumptions: string[]): TlsMode | null => {
  if (written === undefined || written === null || written === '') return null
  const word = written.toLowerCase().replaceAll('_', '-')
  const mode = tlsModes.find((candidate) => candidate === word) ?? mysqlModes[word]
  if (mode !== undefined) return mode
  assumptions.push(
    ['prefer', 'preferred', 'allow'].includes(word)
      ? `sslmode ${word} may end without encryption unseen; Provost’s own default is used instead.`
      : 'The TLS mode is none that Provost knows; its own default is used instead.',
  )
  return null
}

/** A path as it is meant in a file: from its folder, `~` from home. Text without a folder keeps it as it is. */
export const fromFolder = (path: string, source: SourceFile): string => {
  if (path.startsWith('~/')) return resolve(homedir(), path.slice(2))
  return source.folder === null ? path : resolve(source.folder, path)
}
