import type { EngineKind } from '#contract/connections.ts'
import type { SqlStatement } from './sql-statement.ts'
import { TokenList } from './token-list.ts'

/** Statements that change the schema, rights or the session, and no rows but by way of the schema. */
const rowless = new Set('alter analyze comment create deallocate drop grant pragma prepare rename reset revoke set use vacuum'.split(' '))

/** Whether a statement may change rows without a change of the schema that would tell of it. */
export const mayChangeRows = (engine: EngineKind, { text, runs }: Pick<SqlStatement, 'text' | 'runs'>): boolean => {
  const list = TokenList.of(runs ?? text, engine)
  return !rowless.has(list.word(0)) || list.has(0, 'set', 'statement')
}

/** Whether a statement changes the schema, as far as its first word tells. */
export const changesSchema = (engine: EngineKind, { text, runs }: Pick<SqlStatement, 'text' | 'runs'>): boolean =>
  ['alter', 'comment', 'create', 'drop', 'rename'].includes(TokenList.of(runs ?? text, engine).word(0))
