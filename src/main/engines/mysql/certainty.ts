import type { TokenList } from '../token-list.ts'

/**
 * How surely an expression gives the same when it is asked again in another session. `constant`: at any time · `looked-up`: while
 * nothing was changed since, and asking changes nothing · `unknown`: it tells of the session that ended, or is code that may change something.
 */
export type Certainty = 'constant' | 'looked-up' | 'unknown'

const order: readonly Certainty[] = ['constant', 'looked-up', 'unknown']

/** The least certain of them. */
export const leastCertain = (all: readonly Certainty[]): Certainty =>
  order[Math.max(0, ...all.map((each) => order.indexOf(each)))] ?? 'unknown'

const setOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/))

/** Words that may stand before a parenthesis without being a function that reads or does something. */
const pureWords =
  setOf(`abs adddate all and any as ascii between bin binary by case cast ceil ceiling char char_length charset coalesce collation
  concat concat_ws conv convert crc32 database date date_add date_format date_sub datediff datetime day dayofmonth decimal distinct div elt else exists
  field find_in_set floor format from from_base64 greatest hex hour if ifnull in instr interval isnull join json_array json_extract json_object
  json_quote json_set json_unquote last_day lcase least left length like locate lower lpad ltrim makedate md5 minute mod month not nullif on or
  ord over pow power quote regexp_replace regexp_substr repeat replace reverse right round rpad rtrim schema second select set sha1 sha2 sign signed
  some sqrt str_to_date strcmp subdate substr substring substring_index then time timestampdiff to_base64 to_days trim truncate ucase unhex union
  unsigned upper using values varchar version when where with xor year`)
/** Functions that tell of rows, of the time or of chance, and change nothing. */
const lookingFunctions =
  setOf(`avg bit_and bit_or bit_xor connection_id count curdate current_date current_time current_timestamp current_user
  curtime group_concat json_arrayagg json_objectagg localtime localtimestamp max min now rand rank row_number session_user std stddev sum sysdate
  system_user unix_timestamp user utc_date utc_time utc_timestamp uuid uuid_short variance`)
const lookingWords = setOf(`select table current_date current_time current_timestamp current_user localtime localtimestamp utc_date utc_time
  utc_timestamp`)
/** Of the server's variables, those that a new session of ours has as the first one had them. */
const steadyVariables = setOf(`character_set_client character_set_connection character_set_results collation_connection foreign_key_checks
  sql_log_bin sql_mode sql_notes sql_quote_show_create sql_safe_updates time_zone unique_checks`)
const scopes = setOf('session local')

const certaintyAt = (list: TokenList, at: number): Certainty => {
  const token = list.tokens[at]
  const called = list.isMark(at + 1, '(')
  if (token?.kind === 'mark') return token.text === ':' && list.isMark(at + 1, '=') ? 'unknown' : 'constant'
  if (token?.kind !== 'word') return token?.kind === 'name' && called ? 'unknown' : 'constant'
  const { text } = token
  if (list.isMark(at - 1, '@')) {
    if (!list.isMark(at - 2, '@')) return 'constant'
    const name = scopes.has(text) && list.isMark(at + 1, '.') ? list.word(at + 2) : text
    return steadyVariables.has(name) ? 'constant' : 'unknown'
  }
  // A column of a table, or a function of a database.
  if (list.isMark(at - 1, '.')) return called ? 'unknown' : 'constant'
  if (text === 'next' || text === 'previous') return 'unknown'
  if (lookingWords.has(text) || (called && lookingFunctions.has(text))) return 'looked-up'
  return called && !pureWords.has(text) ? 'unknown' : 'constant'
}

export const certaintyOf = (expression: TokenList): Certainty =>
  leastCertain([...expression.tokens.keys()].map((at) => certaintyAt(expression, at)))
