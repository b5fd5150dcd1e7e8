import { readFile } from 'node:fs/promises'
import type { ConnectionOptions } from 'node:tls'
import { ProvostError } from '#contract/errors.ts'
import type { EngineConfig } from './engine.ts'

type Tls = Exclude<EngineConfig, { engine: 'sqlite' }>['tls']

const read = async (path: string, what: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw new ProvostError(
      missing ? 'connection.file-missing' : 'connection.file-permission',
      missing ? `The ${what} does not exist: ${path}.` : `The ${what} cannot be read: ${path}.`,
      { detail: String(error), remedy: ['Correct the path in the connection’s TLS settings.'], cause: error },
    )
  }
}

/**
 * The options of the TLS handshake, or false for none. `require` encrypts and proves nothing; `verify-ca` proves that the
 * certificate comes from a trusted authority; `verify-full` also that it was made for this host. A pinned certificate is taken by its
 * fingerprint alone, which a `PeerGuard` compares.
 */
export const tlsOptions = async (tls: Tls): Promise<ConnectionOptions | false> => {
  if (tls.mode === 'disable') return false
  const pinned = (tls.pin ?? null) !== null
  const options: ConnectionOptions = { rejectUnauthorized: tls.mode !== 'require' && !pinned }
  if (tls.ca !== null) options.ca = await read(tls.ca, 'authority’s certificate')
  if (tls.cert !== null) options.cert = await read(tls.cert, 'client certificate')
  if (tls.key !== null) options.key = await read(tls.key, 'client key')
  if (tls.mode === 'verify-ca' || pinned) options.checkServerIdentity = () => undefined
  return options
}
