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
  /** Whether the grantee is everyone. */
  readonly toPublic: boolean
}

export interface ParsedGrants {
  readonly grants: readonly Grant[]
  readonly roles: readonly string[]
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

const parseLine = (line: string): Grant | { readonly role: string } | 'nothing' | null => {
  const tokens = tokensOf(line)
  const revoked = isWord(tokens[0], 'REVOKE')
  if (isWord(tokens[0], 'SET')) return 'nothing'
  if (!revoked && !isWord(tokens[0], 'GRANT')) return null
  const to = tokens.findIndex((token) => isWord(token, revoked ? 'FROM' : 'TO'))
  const on = tokens.findIndex((token) => isWord(token, 'ON'))
  if (to === -1) return null
  // A role: GRANT `r` TO `u`@`h`. MySQL writes its host too: `r`@`%`.
  if (on === -1 || on > to) return { role: unquoted(tokens[1] ?? '') }
  const after = tokens.slice(to + 1)
  const shared = {
    revoked,
    privileges: privilegesOf(tokens.slice(1, on)),
    grantOption: after.some((token, index) => isWord(token, 'GRANT') && isWord(after[index - 1], 'WITH')),
    toPublic: isWord(after[0], 'PUBLIC'),
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
  const roles: string[] = []
  let unknown = 0
  for (const line of lines) {
    const parsed = parseLine(line)
    if (parsed === null) unknown++
    else if (parsed === 'nothing') continue
    else if ('role' in parsed) roles.push(parsed.role)
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
