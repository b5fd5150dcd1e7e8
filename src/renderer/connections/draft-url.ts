import type { EngineKind } from '#contract/connections.ts'

/** A connection as its fields are filled in. */
export interface DraftFields {
  readonly engine: EngineKind
  readonly host: string
  readonly port: string
  readonly user: string
  readonly database: string
  readonly path: string
}

export const noFields: DraftFields = { engine: 'postgres', host: '', port: '', user: '', database: '', path: '' }

export const usualPort: Readonly<Record<EngineKind, string>> = { postgres: '5432', mysql: '3306', sqlite: '' }

/** The address the fields stand for. A password is never part of it. */
export function urlOf(fields: DraftFields): string {
  if (fields.engine === 'sqlite') return fields.path.trim()
  const user = fields.user.trim() === '' ? '' : `${encodeURIComponent(fields.user.trim())}@`
  const host = fields.host.includes(':') && !fields.host.startsWith('[') ? `[${fields.host.trim()}]` : fields.host.trim()
  const port = fields.port.trim() === '' ? '' : `:${fields.port.trim()}`
  return `${fields.engine}://${user}${host}${port}/${encodeURIComponent(fields.database.trim())}`
}

/** What the fields still lack, in a sentence; null where they can be sent. */
export function faultOf(fields: DraftFields): string | null {
  if (fields.engine === 'sqlite') return fields.path.trim() === '' ? 'The file is missing.' : null
  if (fields.host.trim() === '') return 'The host is missing.'
  if (fields.port !== '' && !(/^\d+$/.test(fields.port) && Number(fields.port) >= 1 && Number(fields.port) <= 65_535))
    return 'A port is a number from 1 to 65535.'
  return fields.database.trim() === '' ? 'The database is missing.' : null
}

/** A URL without the password in it, as it may stay on the screen once the password was sent. */
export const withoutPassword = (url: string): string => url.replace(/^([a-z][a-z0-9+.-]*:\/\/[^:@/?#]*):[^@/?#]*@/i, '$1@')

/** A name to begin with, from where the database is. */
export function suggestedName(url: string): string {
  const text = url.trim()
  const file = /([^/\\]+?)(?:\.(?:sqlite3?|db))?$/.exec(text.replace(/[?#].*$/, ''))?.[1] ?? ''
  return file
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 63)
}
