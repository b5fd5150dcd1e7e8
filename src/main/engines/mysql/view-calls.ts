import { type SqlToken, sqlTokens } from '../sql-tokens.ts'

/** A view that a login may look at, as its catalogue tells it. */
export interface SeenView {
  readonly database: string
  readonly name: string
  /** Runs with its definer's rights. */
  readonly definer: boolean
  /** Empty where the login may not see it. */
  readonly definition: string
}

/** What a view reads: a table or another view, where a server writes both alike. */
export interface Read {
  readonly database: string
  readonly name: string
}

/** What a view's definition calls and reads, as a server writes it: every name in quotes, its own functions as bare words. */
export interface ViewBody {
  /** Stored functions, and the sequences it moves. */
  readonly calls: readonly string[]
  readonly reads: readonly Read[]
}

const isMark = (token: SqlToken | undefined, mark: string): boolean => token?.kind === 'mark' && token.text === mark
const isName = (token: SqlToken | undefined): token is SqlToken => token?.kind === 'name'

/** `extract(year from …)` and `trim(both … from …)` have a FROM that reads no table. */
const ownFrom = new Set(['extract', 'trim', 'substr', 'substring'])
const sequences = new Set(['nextval', 'setval'])

/** Reads a view's definition. */
export const readViewBody = (definition: string): ViewBody => {
  const tokens = [...sqlTokens(definition, 'mysql')]
  const calls = new Set<string>()
  const reads = new Map<string, Read>()
  const openers: string[] = []
  let expected = false
  for (const [at, token] of tokens.entries()) {
    const before = tokens[at - 1]
    if (isMark(token, '(')) {
      openers.push(before?.kind === 'word' ? before.text : '')
      // The parentheses of a nest of joins: a table comes still.
      continue
    }
    if (isMark(token, ')')) openers.pop()
    if (token.kind === 'word') {
      if (sequences.has(token.text) && isMark(tokens[at + 1], '(')) calls.add(token.text)
      if (token.text === 'value' && before?.text === 'next') calls.add('next value')
      expected = token.text === 'join' || token.text === 'straight_join' || (token.text === 'from' && !ownFrom.has(openers.at(-1) ?? ''))
      continue
    }
    if (isName(token) && isMark(tokens[at + 1], '(')) calls.add(token.text)
    const [dot, name] = [tokens[at + 1], tokens[at + 2]]
    if (expected && isName(token) && isMark(dot, '.') && isName(name))
      reads.set(`${token.text}.${name.text}`.toLowerCase(), { database: token.text, name: name.text })
    expected = false
  }
  return { calls: [...calls], reads: [...reads.values()] }
}

const system = new Set(['mysql', 'sys', 'information_schema', 'performance_schema'])
const key = ({ database, name }: Read): string => `${database}.${name}`.toLowerCase()

export interface ViewFindings {
  /** Views that run functions with somebody else's rights, which no right of the reader's is asked for. */
  readonly calling: readonly { readonly view: SeenView; readonly calls: readonly string[] }[]
  /** Views of which that cannot be told, and why: what would have to be seen. */
  readonly hidden: readonly { readonly view: SeenView; readonly behind: Read | null }[]
}

/**
 * Follows the views that run with their definer's rights, and those behind them. `visible` tells whether the login may see that there is
 * such a table or view: what it may not see may be a view with functions of its own.
 */
export const followViews = async (views: readonly SeenView[], visible: (read: Read) => Promise<boolean>): Promise<ViewFindings> => {
  const known = new Map(views.map((view) => [key(view), view]))
  const followed = new Set<SeenView>()
  const waiting = views.filter((view) => view.definer && !system.has(view.database.toLowerCase()))
  const calling: { view: SeenView; calls: readonly string[] }[] = []
  const hidden: { view: SeenView; behind: Read | null }[] = []
  for (let view = waiting.shift(); view !== undefined; view = waiting.shift()) {
    if (followed.has(view)) continue
    followed.add(view)
    if (view.definition === '') {
      hidden.push({ view, behind: null })
      continue
    }
    const { calls, reads } = readViewBody(view.definition)
    if (calls.length > 0) calling.push({ view, calls })
    for (const read of reads) {
      const next = known.get(key(read))
      if (next !== undefined) waiting.push(next)
      else if (!system.has(read.database.toLowerCase()) && !(await visible(read))) hidden.push({ view, behind: read })
    }
  }
  return { calling, hidden }
}
