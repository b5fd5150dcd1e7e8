import { TokenList } from '../token-list.ts'
import { assignedVariables } from './assigned-variables.ts'
import { type Certainty, certaintyOf, leastCertain } from './certainty.ts'
import { stringValue } from './string-value.ts'

/** What a statement has to do with what only its session holds: user variables, prepared statements and settings. */
export interface SessionUse {
  /** Variables as `@name`, prepared statements as `name`, in lower case; temporary tables are not told apart from others. */
  readonly reads: ReadonlySet<string>
  /** By name, how surely the same value would come of saying it again; a setting of the server is `@@name`, a temporary table `table name`. */
  readonly assigns: ReadonlyMap<string, Certainty>
  /** It changes nothing but the session, and is said again after a break. */
  readonly setting: boolean
}

/** The user variable that begins at a place, and the place behind it. */
const variableAt = (list: TokenList, at: number): { readonly name: string; readonly next: number } | null => {
  const token = list.tokens[at + 1]
  if (!list.isMark(at, '@') || list.isMark(at - 1, '@') || token === undefined || token.kind === 'mark') return null
  if (token.kind === 'string') return { name: `@${stringValue(token.text).toLowerCase()}`, next: at + 2 }
  const { name, next } = list.name(at + 1)
  return { name: `@${name}`, next }
}

const variablesIn = (list: TokenList): readonly { readonly name: string; readonly at: number; readonly next: number }[] =>
  [...list.tokens.keys()].flatMap((at) => {
    const found = variableAt(list, at)
    return found === null ? [] : [{ ...found, at }]
  })

/** Those that `@a := …` and `INTO @a, @b` assign, and those that are only named. */
const mentioned = (list: TokenList): { readonly assigned: readonly string[]; readonly read: readonly string[] } => {
  const assigned: string[] = []
  const read: string[] = []
  let intoEnds = -1
  for (const { name, at, next } of variablesIn(list)) {
    const into = list.word(at - 1) === 'into' || (at - 1 === intoEnds && list.isMark(at - 1, ','))
    if (into) intoEnds = next
    const assigns = into || (list.isMark(next, ':') && list.isMark(next + 1, '='))
    ;(assigns ? assigned : read).push(name)
  }
  return { assigned, read }
}

const readIn = (list: TokenList): readonly string[] => mentioned(list).read

const unknown = (names: Iterable<string>): ReadonlyMap<string, Certainty> => new Map([...names].map((name) => [name, 'unknown'] as const))

const readSet = (list: TokenList): SessionUse => {
  const pieces = list.pieces(1).map((piece) => {
    const equals = piece.tokens.findIndex(({ kind, text }) => kind === 'mark' && text === '=')
    return { variable: variableAt(piece, 0)?.name ?? null, value: equals === -1 ? piece : piece.from(equals + 1) }
  })
  const certainty = leastCertain(pieces.map(({ value }) => certaintyOf(value)))
  const reads = new Set(pieces.flatMap(({ value }) => readIn(value)))
  const variables = pieces.flatMap(({ variable }) => variable ?? [])
  const setting = certainty === 'constant' || (certainty === 'looked-up' && variables.length === pieces.length)
  const settings = assignedVariables(list).flatMap(({ name, global }) => (global || name === 'password' ? [] : [`@@${name}`]))
  const assigns = new Map([...variables, ...settings].map((name) => [name, setting ? certainty : ('unknown' as const)]))
  return { reads, assigns, setting }
}

const readPrepare = (list: TokenList): SessionUse => {
  const { name, next } = list.name(1)
  return { reads: new Set(readIn(list.from(next))), assigns: new Map([[name, 'constant']]), setting: true }
}

/** The temporary table that a statement makes. */
const temporaryTable = (list: TokenList): string | null => {
  const at = list.past(1, 'or', 'replace')
  if (!list.has(0, 'create') || !list.has(at, 'temporary', 'table')) return null
  return list.name(list.past(at + 2, 'if', 'not', 'exists')).name
}

/** Words of statements whose parts may assign what they name. */
const mayAssign = new Set(['call', 'begin', 'load', 'get', 'fetch'])
const making = new Set(['create', 'alter', 'drop'])

/** By its tokens; `runs` is the text that an EXECUTE runs, where that is known. */
export const sessionUseOf = ({ text, runs }: { readonly text: string; readonly runs?: string }): SessionUse => {
  const list = TokenList.of(text, 'mysql')
  const first = list.word(0)
  if (first === 'set' && list.word(1) !== 'statement') return readSet(list)
  if (first === 'prepare') return readPrepare(list)
  if (first === 'use') return { reads: new Set(), assigns: new Map(), setting: true }
  if (first === 'deallocate' || list.has(0, 'drop', 'prepare')) return { reads: new Set(), assigns: new Map(), setting: true }
  const { assigned, read: reads } = mentioned(list)
  if (first === 'execute') {
    if (runs === undefined) return { reads: new Set([list.name(1).name, ...reads]), assigns: unknown(reads), setting: false }
    const inner = sessionUseOf({ text: runs })
    return { reads: new Set([list.name(1).name, ...reads, ...inner.reads]), assigns: inner.assigns, setting: false }
  }
  // A body is not run by being made.
  if (making.has(first)) {
    const made = temporaryTable(list)
    return { reads: new Set([...reads, ...assigned]), assigns: unknown(made === null ? [] : [`table ${made}`]), setting: false }
  }
  return { reads: new Set(reads), assigns: unknown(mayAssign.has(first) ? [...reads, ...assigned] : assigned), setting: false }
}
