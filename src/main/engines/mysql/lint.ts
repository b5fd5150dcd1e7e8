import type { Found, LintFinding } from '../lint-rules.ts'
import type { SqlStatement } from '../sql-statement.ts'
import { TokenList } from '../token-list.ts'
import { assignedVariables } from './assigned-variables.ts'
import { lintAlterTable } from './lint-alter.ts'
import { alteredTable, createdTable, type KnownColumns } from './lint-schema.ts'
import { lintSession } from './lint-session.ts'
import { SessionMemory } from './session-memory.ts'

interface State {
  /** Tables made in this file. */
  readonly fresh: Set<string>
  readonly known: KnownColumns
  /** Rows were changed and not yet committed by a statement that does so unasked. */
  rowsChanged: boolean
  /** Said once for a file. */
  commitTold: boolean
}

const rowWords = new Set(['insert', 'update', 'delete', 'replace', 'load', 'call'])
const sessionSettings = new Set(['sql_mode', 'foreign_key_checks', 'unique_checks', 'sql_log_bin', 'sql_safe_updates'])

const others = (list: TokenList, from: number, { fresh }: State): readonly string[] =>
  list
    .pieces(from)
    .map((piece) => piece.name(0).name)
    .filter((name) => name !== '' && !fresh.has(name))

const lintDrop = (list: TokenList, state: State, found: Found): void => {
  if (list.word(1) === 'table' || list.word(1) === 'tables') {
    const tables = others(list, list.past(2, 'if', 'exists'), state)
    if (tables.length > 0)
      found(
        'table-drop',
        'error',
        `All rows of ${tables.join(', ')} are gone.`,
        'Release an application that no longer uses the table, rename it for a while, take a backup, then drop it.',
      )
  }
  if (list.word(1) === 'database' || list.word(1) === 'schema')
    found(
      'schema-drop',
      'error',
      `The whole database ${list.name(list.past(2, 'if', 'exists')).name} is gone.`,
      'Take it out of the migration, and drop the database by hand once a backup of it has been proven.',
    )
}

const lintRows = (list: TokenList, state: State, found: Found): void => {
  if (list.word(0) === 'truncate') {
    const tables = others(list, list.past(1, 'table'), state)
    if (tables.length > 0)
      found('truncate', 'error', `All rows of ${tables.join(', ')} are gone.`, 'Delete what is to go by a WHERE, after a backup.')
  }
  if (list.anywhere('where') || list.anywhere('limit')) return
  const from = list.tokens.findIndex((token) => token.kind === 'word' && token.text === 'from')
  if (list.word(0) === 'delete' && from !== -1 && !state.fresh.has(list.name(from + 1).name))
    found(
      'delete-without-where',
      'error',
      `All rows of ${list.name(from + 1).name} are gone.`,
      'Say which rows in a WHERE, after a backup.',
    )
  const { name } = list.name(list.past(list.past(1, 'low_priority'), 'ignore'))
  if (list.word(0) === 'update' && !state.fresh.has(name))
    found(
      'update-without-where',
      'warning',
      `All rows of ${name} are changed in one transaction, each locked until its end.`,
      'Change the rows in batches of a few thousand by their key.',
    )
}

const lintIndex = (list: TokenList, { fresh }: State, found: Found): void => {
  const on = list.tokens.findIndex((token) => token.kind === 'word' && token.text === 'on')
  const { name } = list.name(on + 1)
  if (on === -1 || fresh.has(name)) return
  if (list.word(1) === 'fulltext' || list.word(1) === 'spatial')
    found(
      'index-without-concurrently',
      'error',
      `Nobody can write to ${name} until the ${list.word(1)} index is built.`,
      'Choose a quiet hour and say so in a waiver.',
    )
  if (list.word(1) === 'unique')
    found(
      'unique-constraint-builds-index',
      'warning',
      `It fails where ${name} holds a value twice, after reading the whole table.`,
      'Look for doubles first, and clear them in a migration before.',
    )
}

const lintOthers = (list: TokenList, statement: SqlStatement, state: State, found: Found): void => {
  const first = list.word(0)
  if (statement.control)
    found(
      'transaction-control',
      'error',
      'The server commits at each change of the schema anyway, and what is done is counted statement by statement.',
      'Take it out.',
    )
  if (first === 'use')
    found(
      'use-database',
      'error',
      'Everything after it, and the ledger, would go to another database.',
      'Take it out: each target is opened in its own database.',
    )
  if (first === 'lock' || list.has(0, 'flush', 'tables', 'with', 'read'))
    found(
      'lock-table',
      'error',
      'Others wait until the migration has ended, and the ledger cannot be written meanwhile.',
      'Leave it out: each statement takes the locks it needs.',
    )
  if (statement.unforeseeable)
    found(
      'unjudged-code',
      'warning',
      'What the code does is known only when it runs: nothing of it was judged, and where it breaks off it is not run again unasked.',
      'Write what it changes as statements, where that can be; else put it in a migration of its own, so that little is in doubt.',
    )
  if (first === 'optimize')
    found('table-rebuild', 'warning', 'The table is written anew, which takes as much room again.', 'Choose a quiet hour.')
  if (first === 'rename' && list.word(1).startsWith('table')) {
    const tables = others(list, 2, state)
    if (tables.length > 0)
      found(
        'rename-table',
        'warning',
        `An application that uses ${tables.join(', ')} fails until it knows the new name.`,
        'Leave a view of the old name until every application has changed over.',
      )
  }
  if (first === 'grant' && list.anywhere('to', 'public'))
    found(
      'grant-to-public',
      'warning',
      'Every login of the server gets the right, today’s and tomorrow’s.',
      'Grant it to the account or role that needs it.',
    )
  const setting = assignedVariables(list).find(({ name, global }) => global || sessionSettings.has(name))
  if (setting !== undefined)
    found(
      'session-setting',
      'warning',
      setting.global
        ? 'The setting changes for every database of the server.'
        : `${setting.name} stays changed for every statement after it.`,
      'Set it back in the same file, or leave it out.',
    )
}

const lintCommit = (list: TokenList, statement: SqlStatement, state: State, found: Found): void => {
  if (!statement.transactional && state.rowsChanged && !state.commitTold) {
    state.commitTold = true
    found(
      'implicit-commit',
      'warning',
      'The statement commits the rows changed before it, so that a failure after it leaves them changed.',
      'Put changes of rows and changes of the schema in migrations of their own.',
    )
  }
  if (!statement.transactional) state.rowsChanged = false
  else if (rowWords.has(list.word(0))) state.rowsChanged = true
}

/** The lint of MySQL and MariaDB, for InnoDB tables: what copies or locks a table, and what is lost. */
export const lintMysql = (statements: readonly SqlStatement[], known: KnownColumns): readonly LintFinding[] => {
  const state: State = { fresh: new Set(), known, rowsChanged: false, commitTold: false }
  const findings: LintFinding[] = []
  const memory = new SessionMemory(statements)
  for (const [index, statement] of statements.entries()) {
    // An EXECUTE is judged by what it runs, where the file says that.
    const list = TokenList.of(statement.runs ?? statement.text, 'mysql')
    const found: Found = (rule, severity, message, safeWay) =>
      findings.push({ rule, severity, line: statement.line, statement: index, message, safeWay })
    const altered = alteredTable(list)
    if (altered !== null && !state.fresh.has(altered.name)) lintAlterTable(list, altered.name, altered.next, state.known, found)
    if (list.word(0) === 'drop') lintDrop(list, state, found)
    if (list.word(0) === 'create' && ['index', 'unique', 'fulltext', 'spatial'].includes(list.word(1))) lintIndex(list, state, found)
    lintRows(list, state, found)
    lintOthers(list, statement, state, found)
    lintCommit(list, statement, state, found)
    lintSession(statement, index, memory, found)
    const created = createdTable(list)
    if (created !== null) state.fresh.add(created.name)
    state.known.learn(list)
  }
  return findings
}
