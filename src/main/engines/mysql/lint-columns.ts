import type { Found } from '../lint-rules.ts'
import type { TokenList } from '../token-list.ts'
import type { KnownColumns } from './lint-schema.ts'
import { columnType, typeChange, typeWords } from './lint-types.ts'

const copyAside = 'Copy beside the work by pt-online-schema-change or gh-ost, or choose a quiet hour and say so in a waiver.'

/** A column is added to a table that may hold rows. */
export const lintAddedColumn = (table: string, line: TokenList, found: Found): void => {
  const { name, next } = line.name(0)
  const definition = line.from(next)
  if (definition.anywhere('auto_increment') || definition.anywhere('stored') || definition.anywhere('persistent')) {
    found('table-copy', 'error', `${table} is copied to fill ${name} in every row, while nobody can write to it.`, copyAside)
    return
  }
  const { notNull } = columnType(definition)
  if (notNull && !definition.anywhere('default') && !definition.anywhere('as') && !definition.anywhere('generated'))
    found(
      'not-null-without-default',
      'warning',
      `Rows that are there get an empty text, 0 or a zero date as ${name}, which nobody entered.`,
      'Give it a default that is right, or add it nullable, fill it, and set NOT NULL in a later migration.',
    )
}

/** MODIFY and CHANGE: the whole definition is written again. */
export const lintChangedColumn = (table: string, column: string, definition: TokenList, known: KnownColumns, found: Found): void => {
  const to = columnType(definition)
  const from = known.typeOf(table, column)
  if (to.notNull && from?.notNull !== true)
    found(
      'not-null-change',
      from === null ? 'warning' : 'error',
      `Where ${table}.${column} is null, the change fails, or without strict mode makes it an empty text or 0; the table is rebuilt.`,
      'Fill the nulls in a migration before, and look that none are left.',
    )
  if (from === null) {
    found(
      'table-copy',
      'error',
      `If the type of ${table}.${column} changes, the table is copied while nobody can write to it.`,
      `Write ALGORITHM=INPLACE, which fails where a copy is needed. ${copyAside}`,
    )
    return
  }
  const change = typeChange(from, to)
  if (change === 'narrower')
    found(
      'type-narrowing',
      'error',
      `${table}.${column} goes from ${typeWords(from)} to ${typeWords(to)}, which holds less: values are cut or refused, and the table is copied.`,
      'Check the values first, and keep the wider type with a check of the application’s own.',
    )
  if (change === 'perhaps')
    found(
      'table-copy',
      'warning',
      `MySQL copies ${table} to make ${column} ${typeWords(to)}, while nobody can write to it; MariaDB mostly does not.`,
      `Write ALGORITHM=INPLACE, which fails where a copy is needed. ${copyAside}`,
    )
  if (change === 'copy')
    found('table-copy', 'error', `${table} is copied to make ${column} ${typeWords(to)}, while nobody can write to it.`, copyAside)
}
