/** A grant as `SHOW GRANTS` writes it, without what it also writes: password hashes never leave this file. */
export interface Grant {
  readonly revoked: boolean
  /** `INSERT`, with its columns where the grant names them. */
  readonly privileges: readonly { readonly name: string; readonly columns: readonly string[] }[]
  readonly kind: 'table' | 'procedure' | 'function' | 'package' | 'package body' | 'proxy'
  /** As a LIKE pattern for grants on a whole database; null for every database. */
  readonly database: string | null
  readonly object: string | null
  readonly grantOption: boolean
  readonly to: Grantee
}

/** An account has a host (in MySQL a role has one too); everyone is PUBLIC. */
export interface Grantee {
  readonly name: string
  readonly host: string | null
  readonly everyone: boolean
}

export interface ParsedGrants {
  readonly grants: readonly Grant[]
  readonly roles: readonly Pick<Grantee, 'name' | 'host'>[]
  /** Lines that are none of the forms known, by their first words: with one of these nothing is proven. */
  readonly unknown: number
}

/** Words, quoted names as one token each with their quotes, and punctuation. */
const tokensOf = (line: string): string[] =>
  [...line.matchAll(/`(?:[^`]|``)*`|'(?:[^'\\]|''|\\.)*'|"(?:[^"\\]|""|\\.)*"|[(),.@*]|[^\s(),.@*`'"]+/g)].map(([token]) => token)

const unquoted = (token: string): string => {
  const quote = token[0]
  if (quote !== '`' && quote !== "'" && quote !== '"') return token
  return token.slice(1, -1).replaceAll(quote + quote, quote)
}

const isWord = (token: string | undefined, word: string): boolean => token?.toUpperCase() === word

const privilegesOf = (tokens: readonly string[]): Grant['privileges'] => {
  const found: { name: string; columns: string[] }[] = []
  let words: string[] = []
  let columns: string[] = []
  let inside = false
  const end = (): void => {
    if (words.length > 0) found.push({ name: words.join(' ').toUpperCase(), columns })
    words = []
    columns = []
  }
  for (const token of tokens) {
    if (token === '(') inside = true
    else if (token === ')') inside = false
    else if (inside) {
      if (token !== ',') columns.push(unquoted(token))
    } else if (token === ',') end()
    else words.push(token)
  }
  end()
  return found
}

const kindOf = (tokens: readonly string[]): { kind: Grant['kind']; rest: readonly string[] } => {
  if (isWord(tokens[0], 'PACKAGE') && isWord(tokens[1], 'BODY')) return { kind: 'package body', rest: tokens.slice(2) }
  for (const kind of ['procedure', 'function', 'package', 'table'] as const)
    if (isWord(tokens[0], kind.toUpperCase()) && tokens[1] !== '.') return { kind, rest: tokens.slice(1) }
  return { kind: 'table', rest: tokens }
}

/** Names with or without hosts, between commas. */
const namesOf = (tokens: readonly string[]): Pick<Grantee, 'name' | 'host'>[] =>
  tokens.flatMap((token, index) => {
    const before = tokens[index - 1]
    if (token === ',' || token === '@' || (before !== undefined && before !== ',')) return []
    return [{ name: unquoted(token), host: tokens[index + 1] === '@' ? unquoted(tokens[index + 2] ?? '') : null }]
  })

type Line = Grant | { readonly roles: Pick<Grantee, 'name' | 'host'>[] } | 'nothing' | null

const parseLine = (line: string): Line => {
  const tokens = tokensOf(line)
  const revoked = isWord(tokens[0], 'REVOKE')
  if (isWord(tokens[0], 'SET')) return 'nothing'
  if (!revoked && !isWord(tokens[0], 'GRANT')) return null
  const to = tokens.findIndex((token) => isWord(token, revoked ? 'FROM' : 'TO'))
  const on = tokens.findIndex((token) => isWord(token, 'ON'))
  if (to === -1) return null
  // Roles: GRANT `r` TO `u`@`h`. MySQL writes several at once, with their hosts: `r`@`%`.
  if (on === -1 || on > to) return { roles: namesOf(tokens.slice(1, to)) }
  const after = tokens.slice(to + 1)
  const [grantee = { name: '', host: null }] = namesOf(after.slice(0, 3))
  const shared = {
    revoked,
    privileges: privilegesOf(tokens.slice(1, on)),
    grantOption: after.some((token, index) => isWord(token, 'GRANT') && isWord(after[index - 1], 'WITH')),
    to: { ...grantee, everyone: isWord(after[0], 'PUBLIC') && grantee.host === null },
  }
  if (isWord(tokens[1], 'PROXY')) return { ...shared, kind: 'proxy', database: null, object: null }
  const { kind, rest } = kindOf(tokens.slice(on + 1, to))
  const [database, dot, object] = rest
  if (database === undefined || dot !== '.' || object === undefined) return null
  return { ...shared, kind, database: database === '*' ? null : unquoted(database), object: object === '*' ? null : unquoted(object) }
}

/** Reads what `SHOW GRANTS` answered. */
export const parseGrants = (lines: readonly string[]): ParsedGrants => {
  const grants: Grant[] = []
  const roles: Pick<Grantee, 'name' | 'host'>[] = []
  let unknown = 0
  for (const line of lines) {
    const parsed = parseLine(line)
    if (parsed === null) unknown++
    else if (parsed === 'nothing') continue
    else if ('roles' in parsed) roles.push(...parsed.roles)
    else grants.push(parsed)
  }
  return { grants, roles, unknown }
}

/** Whether a grant's database, in which % and _ stand for others unless escaped, is this one. */
export const appliesTo = ({ database, object, kind }: Pick<Grant, 'database' | 'object' | 'kind'>, name: string): boolean => {
  if (database === null) return true
  // Only grants on whole databases are patterns.
  if (object !== null || kind !== 'table') return database.toLowerCase() === name.toLowerCase()
  const pattern = database.replaceAll(/\\(.)|[.*+?^${}()|[\]]|%|_/gs, (all: string, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped.replace(/[.*+?^${}()|[\]\\]/, '\\$&')
    return all === '%' ? '.*' : all === '_' ? '.' : `\\${all}`
  })
  return new RegExp(`^${pattern}$`, 'is').test(name)
}
