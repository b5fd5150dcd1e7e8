import type { EngineKind } from '#contract/connections.ts'

export type { LostValue } from './mysql/index.ts'

import { type LostValue, readsLastKey, SessionMemory, sessionUseOf } from './mysql/index.ts'
import type { SqlStatement } from './sql-statement.ts'
import { TokenList } from './token-list.ts'

/** A set_config of plain values: one that looks something up would give another value the next time. */
const isConfigOfValues = (list: TokenList): boolean =>
  list.word(0) === 'select' &&
  list.tokens.some(({ kind, text }) => kind === 'word' && text === 'set_config') &&
  list.tokens.every(({ kind, text }, at) => {
    if (kind === 'mark' || kind === 'string' || kind === 'number') return true
    if (list.isMark(at + 1, '(')) return text === 'set_config'
    return at === 0 || /^(?:pg_catalog|true|false|null|as|set_config|text)$/.test(text) || list.word(at - 1) === 'as'
  })

/** Whether a statement changes nothing but the session, and always in the same way: after a break it is said again, for the session is another. */
export const isSessionSetting = (engine: EngineKind, statement: SqlStatement): boolean => {
  if (engine === 'sqlite') return false
  if (engine === 'mysql') return sessionUseOf(statement).setting
  const list = TokenList.of(statement.text, engine)
  return list.word(0) === 'set' || list.word(0) === 'reset' || isConfigOfValues(list)
}

/** What a new session has of the one in which the first statements of a file were run. */
export interface SessionRestored {
  /** To be said again, in order. */
  readonly again: readonly SqlStatement[]
  /** What a statement behind them would miss; null where nothing. Asked of each in order, before it is run. */
  missing(statement: SqlStatement, place: number): LostValue | null
  /** One behind them turned out to be done as well. */
  happened(statement: SqlStatement, place: number): void
}

const looksUpConfig = ({ text }: SqlStatement): boolean => {
  const list = TokenList.of(text, 'postgres')
  return !isConfigOfValues(list) && list.tokens.some(({ kind, text: word }) => kind === 'word' && word === 'set_config')
}

/** What a new session can be given again when a file breaks off behind its first `done` statements. */
export const restoredSession = (engine: EngineKind, statements: readonly SqlStatement[], done: number): SessionRestored => {
  const before = statements.slice(0, done)
  if (engine !== 'mysql') {
    const computed = engine === 'postgres' ? before.findLastIndex(looksUpConfig) : -1
    return {
      again: before.filter((statement) => isSessionSetting(engine, statement)),
      missing: () => (computed === -1 ? null : { what: 'the setting that it looked up', statement: computed }),
      happened: () => undefined,
    }
  }
  const memory = new SessionMemory(statements)
  for (const [place, statement] of before.entries()) memory.ran(statement, place)
  return {
    again: memory.again,
    missing(statement, place) {
      const lost = memory.missing(statement)
      if (lost === null) memory.ranAgain(statement, place)
      return lost
    },
    happened: (statement, place) => memory.ran(statement, place),
  }
}

const lastKey: Readonly<Record<EngineKind, { readonly readBy: (text: string) => boolean; readonly sql: string } | null>> = {
  // PostgreSQL refuses to tell one that the session has not.
  postgres: null,
  mysql: { readBy: readsLastKey, sql: 'select last_insert_id()' },
  sqlite: { readBy: (text) => /\blast_insert_rowid\s*\(/i.test(text), sql: 'select last_insert_rowid()' },
}

/** How to ask for the last key that the session made, where a statement reads it; it is 0 where the session has made none. */
export const lastKeyRead = (engine: EngineKind, { text, runs }: SqlStatement): string | null => {
  const key = lastKey[engine]
  return key?.readBy(`${text}\n${runs ?? ''}`) ? key.sql : null
}
