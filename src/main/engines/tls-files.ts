import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { type ErrorCode, ProvostError } from '#contract/errors.ts'
import type { EngineConfig } from './engine.ts'

type Tls = Exclude<EngineConfig, { engine: 'sqlite' }>['tls']

/** What looking at the TLS files of a connection gave, before anything is connected. */
export interface TlsFiles {
  /** The first thing that keeps them from working; null where there is none. */
  readonly problem: ProvostError | null
  /** What works today and should be mended, in sentences. */
  readonly warnings: readonly string[]
}

const day = 86_400_000
const soonDays = 30

const fail = (code: ErrorCode, title: string, detail: string, ...remedy: string[]): ProvostError =>
  new ProvostError(code, title, { detail, remedy })

const readText = async (path: string, what: string): Promise<string> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw fail(
      missing ? 'connection.file-missing' : 'connection.file-permission',
      missing ? `The ${what} does not exist: ${path}.` : `The ${what} cannot be read: ${path}.`,
      String(error),
      'Correct the path in the connection’s TLS settings.',
      ...(missing ? [] : ['Or let the user that runs Provost read it.']),
    )
  }
}

const block = /-----BEGIN (TRUSTED |X509 )?CERTIFICATE-----[\s\S]+?-----END (TRUSTED |X509 )?CERTIFICATE-----/g

const certificatesOf = (text: string, path: string, what: string): X509Certificate[] => {
  const refuse = (detail: string): ProvostError =>
    fail(
      'connection.tls-untrusted',
      `The ${what} is not a certificate in PEM form: ${path}.`,
      detail,
      'Give the file that begins with -----BEGIN CERTIFICATE-----.',
      'A file in DER form is turned into one by: openssl x509 -inform der -in FILE -out FILE.pem',
    )
  const found = text.match(block) ?? []
  if (found.length === 0) {
    const key = /-----BEGIN ([A-Z ]*)PRIVATE KEY-----/.test(text)
    throw refuse(key ? 'It holds a private key instead; the two files may have been exchanged.' : 'No certificate was found in it.')
  }
  return found.map((pem) => {
    try {
      return new X509Certificate(pem)
    } catch (error) {
      throw refuse(error instanceof Error ? error.message : String(error))
    }
  })
}

/** Within its dates, soon over, or a problem. */
const dated = (certificate: X509Certificate, path: string, what: string, now: Date): string | null => {
  const [from, to] = [new Date(certificate.validFrom), new Date(certificate.validTo)]
  if (now < from || now > to) {
    throw fail(
      'connection.tls-expired',
      now > to ? `The ${what} has expired: ${path}.` : `The ${what} is not valid yet: ${path}.`,
      `It is valid from ${from.toISOString()} to ${to.toISOString()}; this computer’s clock says ${now.toISOString()}.`,
      'Check this computer’s clock.',
      'Ask for a new certificate.',
    )
  }
  const days = Math.floor((to.getTime() - now.getTime()) / day)
  return days < soonDays ? `The ${what} expires in ${days} days, on ${to.toISOString().slice(0, 10)}: ${path}.` : null
}

const keyOf = (text: string, path: string): KeyObject => {
  if (/ENCRYPTED PRIVATE KEY|Proc-Type: 4,ENCRYPTED/.test(text)) {
    throw fail(
      'connection.tls-client-cert-required',
      `The client key is encrypted, and Provost has no passphrase for it: ${path}.`,
      '',
      'Write it unencrypted to a file that only you can read: openssl pkey -in FILE -out FILE.key',
      'Close that file to others: chmod 600 FILE.key',
    )
  }
  try {
    return createPrivateKey(text)
  } catch (error) {
    // OpenSSL's words name a routine and never a byte of the key.
    throw fail(
      'connection.tls-client-cert-required',
      `The client key is not a private key in PEM form: ${path}.`,
      error instanceof Error ? error.message : String(error),
      'Give the file that begins with -----BEGIN PRIVATE KEY-----.',
      'See that certificate and key were not exchanged.',
    )
  }
}

const openToOthers = async (path: string): Promise<string | null> => {
  if (process.platform === 'win32') return null
  const { mode } = await stat(path)
  return (mode & 0o077) === 0 ? null : `Others on this machine can read or change the client key: ${path}. Close it: chmod 600 ${path}`
}

const look = async (tls: Tls, now: Date): Promise<string[]> => {
  const warnings: (string | null)[] = []
  if (tls.ca !== null) {
    const authorities = certificatesOf(await readText(tls.ca, 'authority’s certificate'), tls.ca, 'authority’s certificate')
    // A bundle holds many; one that has expired matters only where it is the only one.
    const [only, ...others] = authorities
    if (only !== undefined && others.length === 0) warnings.push(dated(only, tls.ca, 'authority’s certificate', now))
  }
  if ((tls.cert === null) !== (tls.key === null)) {
    throw fail(
      'connection.tls-client-cert-required',
      tls.cert === null ? 'There is a client key without its certificate.' : 'There is a client certificate without its key.',
      `${tls.cert ?? tls.key}`,
      'Name both in the connection’s TLS settings (--tls-cert, --tls-key).',
    )
  }
  if (tls.cert !== null && tls.key !== null) {
    const [certificate] = certificatesOf(await readText(tls.cert, 'client certificate'), tls.cert, 'client certificate')
    const key = keyOf(await readText(tls.key, 'client key'), tls.key)
    if (certificate !== undefined) {
      warnings.push(dated(certificate, tls.cert, 'client certificate', now))
      if (!certificate.checkPrivateKey(key)) {
        throw fail(
          'connection.tls-client-cert-required',
          'The client key does not belong to the client certificate.',
          `Certificate: ${tls.cert}, made for ${certificate.subject.replaceAll('\n', ', ')}. Key: ${tls.key}.`,
          'Give the key the certificate was made with.',
          'Or have a new certificate made for this key.',
        )
      }
    }
    warnings.push(await openToOthers(tls.key))
  }
  return warnings.filter((words) => words !== null)
}

/**
 * Looks at the certificate and key files of a connection: that they are there, in PEM form, within their dates, that the key
 * belongs to the certificate, is not encrypted, and is closed to others. Nothing is contacted.
 */
export const checkTlsFiles = async (tls: Tls, now: Date): Promise<TlsFiles> => {
  if (tls.mode === 'disable') return { problem: null, warnings: [] }
  try {
    return { problem: null, warnings: await look(tls, now) }
  } catch (error) {
    if (error instanceof ProvostError) return { problem: error, warnings: [] }
    throw error
  }
}
