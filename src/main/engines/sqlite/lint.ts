import type { Found, LintFacts, LintFinding } from '../lint-rules.ts'
import type { SqlStatement } from '../sql-statement.ts'
import { TokenList } from '../token-list.ts'
import { lintAddedColumn } from './lint-columns.ts'

interface State {
  readonly facts: LintFacts
  /** By a directive, or by a pragma where no transaction makes it ineffective. */
  foreignKeysOff: boolean
  /** Tables made in this file. */
  readonly fresh: Set<string>
  /** Tables that another one made here takes the name of: they are rebuilt, not lost. */
  readonly rebuilt: ReadonlySet<string>
}

/** Temporary or not, with or without IF NOT EXISTS; null where no table is made. */
const createdTable = (list: TokenList): string | null => {
  if (list.word(0) !== 'create') return null
  const at = list.past(list.past(1, 'temp'), 'temporary')
  if (list.word(at) !== 'table') return null
  return list.name(list.past(at + 1, 'if', 'not', 'exists')).name
}

const renamedTable = (list: TokenList): { readonly from: string; readonly to: string } | null => {
  if (!list.has(0, 'alter', 'table')) return null
  const { name, next } = list.name(2)
  return list.has(next, 'rename', 'to') ? { from: name, to: list.name(next + 2).name } : null
}

/** The twelve steps of SQLite's documents: a new table is filled, the old one dropped, the new one renamed to it. */
const rebuiltTables = (lists: readonly TokenList[]): ReadonlySet<string> => {
  const made = new Set(lists.flatMap((list) => createdTable(list) ?? []))
  return new Set(
    lists.flatMap((list) => {
      const renamed = renamedTable(list)
      return renamed !== null && made.has(renamed.from) ? [renamed.to] : []
    }),
  )
}

const lintDropTable = (list: TokenList, { foreignKeysOff, fresh, rebuilt }: State, found: Found): void => {
  const { name } = list.name(list.past(2, 'if', 'exists'))
  if (fresh.has(name)) return
  if (!rebuilt.has(name)) {
    found(
      'table-drop',
      'error',
      `All rows of ${name} are gone.`,
      'Release an application that no longer uses the table, rename it for a while, take a backup, then drop it.',
    )
    return
  }
  if (!foreignKeysOff)
    found(
      'rebuild-with-foreign-keys-on',
      'error',
      `DROP TABLE deletes the rows of ${name} first, so rows that refer to them are deleted or emptied too, or the drop fails.`,
      'Mark the file with -- provost: foreign-keys-off; foreign keys are checked before it counts.',
    )
}

const lintAlter = (list: TokenList, { foreignKeysOff, fresh }: State, found: Found): void => {
  const { name, next } = list.name(2)
  if (fresh.has(name)) return
  const renamed = renamedTable(list)
  if (renamed !== null)
    found(
      'rename-table',
      'warning',
      `An application that uses ${name} fails until it knows the name ${renamed.to}.`,
      `Leave a view named ${name} until every application has changed over.`,
    )
  else if (list.word(next) === 'rename') {
    const column = list.name(list.past(next + 1, 'column'))
    found(
      'rename-column',
      'warning',
      `An application that uses ${name}.${column.name} fails until it knows the new name.`,
      'Add the new column, keep both filled by triggers, and drop the old one when nobody uses it.',
    )
  } else if (list.word(next) === 'drop') {
    const column = list.name(list.past(next + 1, 'column')).name
    found(
      'column-drop',
      'error',
      `The values of ${name}.${column} are gone, and the table is written anew.`,
      'Release an application that no longer uses the column first, take a backup, then drop it.',
    )
    found(
      'drop-column-limits',
      'warning',
      `It fails where ${column} is a key, unique, indexed, or named in a check, a foreign key, a view or a trigger.`,
      'Drop the index, the view or the trigger before; for a key or a check, rebuild the table in a file marked -- provost: foreign-keys-off.',
    )
  } else if (list.word(next) === 'add') {
    const at = list.past(next + 1, 'column')
    lintAddedColumn(name, list.name(at).name, list.from(at + 1), foreignKeysOff, found)
  }
}

const lintRows = (list: TokenList, { fresh }: State, found: Found): void => {
  if (list.anywhere('where') || list.anywhere('limit')) return
  if (list.has(0, 'delete', 'from')) {
    const { name } = list.name(2)
    if (!fresh.has(name))
      found('delete-without-where', 'error', `All rows of ${name} are gone.`, 'Say which rows in a WHERE, after a backup.')
  }
  if (list.word(0) === 'update') {
    const { name } = list.name(list.word(1) === 'or' ? 3 : 1)
    if (!fresh.has(name))
      found(
        'update-without-where',
        'warning',
        `All rows of ${name} are changed in one transaction, and nobody else can write to the file until its end.`,
        'Change the rows in batches, in a file marked -- provost: no-transaction.',
      )
  }
}

const lintTransaction = (list: TokenList, statement: SqlStatement, { facts }: State, found: Found): void => {
  if (statement.control)
    found(
      'transaction-control',
      'error',
      'It would end the transaction that holds the change and its ledger row together.',
      'Take it out; a file that needs none is marked -- provost: no-transaction.',
    )
  if (statement.transactional || !facts.transactional) return
  const { name } = list.name(1)
  if (list.word(0) !== 'pragma')
    found(
      'not-in-transaction',
      'error',
      'SQLite refuses the statement within a transaction, and the migration fails.',
      'Put it in a file of its own marked -- provost: no-transaction.',
    )
  else
    found(
      'pragma-without-effect',
      'error',
      `Within a transaction PRAGMA ${name} does nothing, or fails.`,
      name.endsWith('foreign_keys')
        ? 'Mark the file with -- provost: foreign-keys-off instead.'
        : 'Put it in a file of its own marked -- provost: no-transaction.',
    )
}

/** What a pragma says of foreign keys, `= off` or `(0)`; null where it is about something else. */
const foreignKeysAfter = (list: TokenList): boolean | null => {
  const { name, next } = list.name(1)
  const value = list.tokens[next + 1]?.text
  return name.endsWith('foreign_keys') && value !== undefined ? ['off', '0', 'false', 'no'].includes(value) : null
}

/** The lint of SQLite. A file locks as a whole, so it is about what is lost, and about what SQLite cannot do. */
export const lintSqlite = (statements: readonly SqlStatement[], facts: LintFacts): readonly LintFinding[] => {
  const lists = statements.map(({ text }) => TokenList.of(text, 'sqlite'))
  const state: State = { facts, foreignKeysOff: facts.foreignKeysOff === true, fresh: new Set(), rebuilt: rebuiltTables(lists) }
  const findings: LintFinding[] = []
  for (const [index, statement] of statements.entries()) {
    const list = lists[index] ?? new TokenList([])
    const found: Found = (rule, severity, message, safeWay) =>
      findings.push({ rule, severity, line: statement.line, statement: index, message, safeWay })
    if (list.has(0, 'drop', 'table')) lintDropTable(list, state, found)
    if (list.has(0, 'alter', 'table')) lintAlter(list, state, found)
    if (list.word(0) === 'pragma' && list.name(1).name.endsWith('writable_schema'))
      found(
        'writable-schema',
        'error',
        'A mistake in sqlite_schema leaves a file that SQLite cannot open.',
        'Rebuild the table by SQL instead.',
      )
    lintRows(list, state, found)
    lintTransaction(list, statement, state, found)
    if (!facts.transactional && list.word(0) === 'pragma') state.foreignKeysOff = foreignKeysAfter(list) ?? state.foreignKeysOff
    const created = createdTable(list)
    const renamed = renamedTable(list)
    if (created !== null) state.fresh.add(created)
    // A rebuilt table holds the old rows again.
    if (renamed !== null && state.fresh.delete(renamed.from) && !state.rebuilt.has(renamed.to)) state.fresh.add(renamed.to)
  }
  return findings
}
