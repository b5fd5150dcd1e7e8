import type { Found } from '../lint-rules.ts'
import type { TokenList } from '../token-list.ts'
import { lintAddedColumn, lintChangedColumn } from './lint-columns.ts'
import { addedColumns, type KnownColumns } from './lint-schema.ts'

const copyAside = 'Copy beside the work by pt-online-schema-change or gh-ost, or choose a quiet hour and say so in a waiver.'
/** What DROP takes that is no column. */
const otherDrops = new Set(['index', 'key', 'primary', 'foreign', 'constraint', 'check', 'partition', 'period', 'system'])

const lintDrop = (table: string, action: TokenList, found: Found): void => {
  const what = action.word(1)
  if (what === 'partition')
    found(
      'truncate',
      'error',
      `The rows of the partition of ${table} are gone.`,
      'Export them first, or exchange the partition for a table that is kept.',
    )
  else if (what === 'primary') found('table-copy', 'error', `${table} is copied without its key, while nobody can write to it.`, copyAside)
  else if (what === 'foreign' || what === 'constraint' || what === 'check')
    found(
      'constraint-drop',
      'warning',
      `Nothing keeps the rows of ${table} to the constraint from now on.`,
      'Make sure that no application relies on it.',
    )
  if (otherDrops.has(what)) return
  const column = action.name(action.past(action.past(1, 'column'), 'if', 'exists')).name
  found(
    'column-drop',
    'error',
    `The values of ${table}.${column} are gone, and an application that still reads the column fails.`,
    'Release an application that no longer uses the column first, take a backup, then drop it.',
  )
}

const lintAdd = (table: string, action: TokenList, found: Found): void => {
  for (const column of addedColumns(action)) lintAddedColumn(table, column, found)
  // add constraint NAME kind …
  const at = action.word(1) === 'constraint' ? (['foreign', 'check', 'unique', 'primary'].includes(action.word(2)) ? 2 : 3) : 1
  const kind = action.word(at)
  if (kind === 'foreign' || kind === 'check')
    found(
      'constraint-validates',
      'error',
      `${table} is copied to check all its rows, while nobody can write to it.`,
      kind === 'foreign' ? `Find the rows without a match first. ${copyAside}` : copyAside,
    )
  if (kind === 'unique')
    found(
      'unique-constraint-builds-index',
      'warning',
      `It fails where ${table} holds a value twice, after reading the whole table.`,
      'Look for doubles first, and clear them in a migration before.',
    )
  if (kind === 'primary') found('table-rebuild', 'warning', `${table} is written anew in the order of the key.`, copyAside)
  if (kind === 'fulltext' || kind === 'spatial')
    found('index-without-concurrently', 'error', `Nobody can write to ${table} until the ${kind} index is built.`, copyAside)
}

const lintRename = (table: string, action: TokenList, found: Found): void => {
  const what = action.word(1)
  if (what === 'index' || what === 'key') return
  if (what === 'column') {
    const { name, next } = action.name(action.past(2, 'if', 'exists'))
    found(
      'rename-column',
      'warning',
      `An application that uses ${table}.${name} fails until it knows the name ${action.name(next + 1).name}.`,
      'Add the new column, keep both filled by triggers, and drop the old one when nobody uses it.',
    )
    return
  }
  found(
    'rename-table',
    'warning',
    `An application that uses ${table} fails until it knows the new name.`,
    `Leave a view named ${table} until every application has changed over.`,
  )
}

const lintOption = (table: string, action: TokenList, found: Found): void => {
  const [first] = action.tokens
  const value = action.word(action.isMark(1, '=') ? 2 : 1)
  switch (first?.text) {
    case 'convert':
      found(
        'charset-conversion',
        'error',
        `Every text of ${table} is written anew in another character set, while nobody can write to it.`,
        `Look that every character has a place in the new one. ${copyAside}`,
      )
      break
    case 'engine':
      if (value === 'innodb')
        found('table-rebuild', 'warning', `${table} is written anew, which takes as much room again.`, 'Choose a quiet hour.')
      else found('table-copy', 'error', `${table} is copied to the engine, while nobody can write to it.`, copyAside)
      break
    case 'order':
    case 'partition':
    case 'reorganize':
    case 'remove':
    case 'coalesce':
      found('table-copy', 'error', `The rows of ${table} are copied to other places, while nobody can write to it.`, copyAside)
      break
    case 'row_format':
    case 'key_block_size':
    case 'force':
      found('table-rebuild', 'warning', `${table} is written anew, which takes as much room again.`, 'Choose a quiet hour.')
      break
    case 'algorithm':
      if (value === 'copy')
        found(
          'table-copy',
          'error',
          `${table} is copied, while nobody can write to it.`,
          'Leave ALGORITHM out, or write INPLACE or INSTANT, which fail where a copy is needed.',
        )
      break
    case 'lock':
      if (value === 'shared' || value === 'exclusive')
        found(
          'lock-table',
          'error',
          `Nobody can ${value === 'shared' ? 'write to' : 'use'} ${table} until the change is done.`,
          'Write LOCK=NONE, which fails where others would have to wait.',
        )
      break
    case 'discard':
      found('table-drop', 'error', `The file with all rows of ${table} is deleted.`, 'Take a backup, and name what is to be imported.')
      break
    case 'truncate':
      found('truncate', 'error', `The rows of the partition of ${table} are gone.`, 'Delete what is to go by a WHERE, after a backup.')
      break
    default:
  }
}

/** ALTER TABLE on a table that others use; `next` is behind its name. */
export const lintAlterTable = (list: TokenList, table: string, next: number, known: KnownColumns, found: Found): void => {
  for (const action of list.pieces(next)) {
    const at = action.past(action.past(1, 'column'), 'if', 'exists')
    const column = action.name(at)
    switch (action.word(0)) {
      case 'drop':
        lintDrop(table, action, found)
        break
      case 'add':
        lintAdd(table, action, found)
        break
      case 'modify':
        lintChangedColumn(table, column.name, action.from(column.next), known, found)
        break
      case 'change': {
        const renamed = action.name(column.next)
        if (renamed.name !== column.name)
          found(
            'rename-column',
            'warning',
            `An application that uses ${table}.${column.name} fails until it knows the name ${renamed.name}.`,
            'Add the new column, keep both filled by triggers, and drop the old one when nobody uses it.',
          )
        lintChangedColumn(table, column.name, action.from(renamed.next), known, found)
        break
      }
      case 'rename':
        lintRename(table, action, found)
        break
      default:
        lintOption(table, action, found)
    }
  }
}
