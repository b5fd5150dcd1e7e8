import type { ForeignRows, QueryBounds } from '../engine.ts'
import { FirstRows } from '../first-rows.ts'
import { asQueryProblem, noStatement, readOnly } from '../problems.ts'
import { firstWord, tokens } from '../statement-words.ts'
import type { SqliteSession } from './session.ts'

/** Commands of SQLite that do more than read. Anything unknown is left to SQLite, which calls it a syntax error. */
const writing = new Set(
  'alter analyze attach begin commit create delete detach drop end insert reindex release replace rollback savepoint update vacuum'.split(
    ' ',
  ),
)

/** Pragmas that only tell. Those of the second list take an argument without setting anything. */
const telling = new Set(
  `application_id auto_vacuum cache_size collation_list compile_options data_version database_list encoding foreign_keys freelist_count function_list
   journal_mode journal_size_limit max_page_count mmap_size module_list page_count page_size pragma_list query_only schema_version synchronous
   table_list temp_store user_version wal_autocheckpoint`.split(/\s+/),
)
const tellingOf = new Set(
  'foreign_key_check foreign_key_list index_info index_list index_xinfo integrity_check quick_check table_info table_list table_xinfo'.split(
    ' ',
  ),
)

const checkPragma = (text: string): void => {
  const [, ...rest] = tokens(text, 'sqlite')
  const parts = rest.filter((token) => token.text !== ';').map((token) => token.text)
  // `pragma schema.name` as well as `pragma name`
  const name = (parts[1] === '.' ? parts[2] : parts[0]) ?? ''
  const plain = parts.length === (parts[1] === '.' ? 3 : 1)
  if (parts.includes('=') || !(tellingOf.has(name) || (telling.has(name) && plain)))
    throw readOnly(`PRAGMA ${name} is not one that only tells.`)
}

/** Somebody else's statement: the file is open for reading only, and the child prepares no more than one that reads. */
export const guardedSqlite = async (session: SqliteSession, text: string, options: QueryBounds): Promise<ForeignRows> => {
  if (text.includes('\0')) throw readOnly('The text holds a NUL character.')
  const word = firstWord(text, 'sqlite')
  // SQLite passes over a semicolon before the first word.
  if (word === '') throw noStatement()
  // Many pragmas do what they do while they are prepared, so that explaining one sets it.
  if (word === 'explain' && [...tokens(text, 'sqlite')].slice(1, 4).some((token) => token.text === 'pragma'))
    throw readOnly('A PRAGMA has its effect even where it is only explained.')
  if (writing.has(word)) throw readOnly(`${word.toUpperCase()} is not a statement that reads.`)
  if (word === 'pragma') checkPragma(text)
  const rows = new FirstRows(options)
  try {
    await session.executeForeign({ sql: text, parameters: [] }, rows.take, rows.batches)
  } catch (error) {
    throw asQueryProblem(error)
  }
  return rows.result()
}
