import type { EngineKind } from '#contract/connections.ts'
import { type SqlStatement, sqlTokens } from '../../../engines/index.ts'
import type { WorkOn } from '../tool.ts'

/** Whether a statement leaves the session set otherwise than it was. */
export const leavesSettings = (engine: EngineKind, { text }: SqlStatement): boolean => {
  if (engine === 'sqlite') return false
  const words = [...sqlTokens(text, engine)].filter(({ kind }) => kind !== 'open').map((token) => (token.kind === 'word' ? token.text : ''))
  if (engine === 'postgres') return words[0] === 'set' || words[0] === 'reset' || words.includes('set_config')
  return words[0] === 'use' || (words[0] === 'set' && words[1] !== 'statement')
}

/** The variables of the session that MySQL's SET statements assign; its own (`@name`) are nobody else's. */
const assigned = (text: string): readonly string[] => {
  const plain = text.replaceAll(/'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"/gs, "''")
  const names = [...plain.matchAll(/(?:\bset|,)\s+(?:session\s+|local\s+|@@(?:session\.|local\.)?)?([a-z_]\w*)\s*:?=/gi)].map(
    (match) => match[1] ?? '',
  )
  return /\bset\s+(?:names|charset|character\s+set)\b/i.test(plain) ? [...names, 'names'] : names
}

/** Whatever a file set for its session is put back: the next file means what it means by itself, and the ledger is where it was. */
export const putSettingsBack = async (work: WorkOn, statements: readonly SqlStatement[]): Promise<void> => {
  const { session, config, signal, log } = work
  const settings = statements.filter((statement) => leavesSettings(session.engine, statement))
  if (settings.length === 0) return
  if (session.engine === 'postgres') return session.command('reset all; reset session authorization; reset role', { signal })
  if (config.engine === 'sqlite') return
  const names = new Set(settings.flatMap(({ text }) => assigned(text)))
  const back = [...names].map((name) => (name === 'names' ? 'set names default' : `set session ${name} = default`))
  for (const sql of [`use \`${config.database.replaceAll('`', '``')}\``, ...back]) {
    // Some variables have no default; what they were set to then lasts until the session ends.
    await session.command(sql, { signal }).catch((error: unknown) => log('warning', `${sql}: ${String(error)}`))
  }
}
