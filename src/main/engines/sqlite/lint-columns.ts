import type { Found } from '../lint-rules.ts'
import type { TokenList } from '../token-list.ts'

const nowWords = new Set(['current_timestamp', 'current_date', 'current_time'])

type Default = 'none' | 'null' | 'constant' | 'computed'

const defaultOf = (definition: TokenList): Default => {
  const at = definition.tokens.findIndex((token) => token.kind === 'word' && token.text === 'default')
  if (at === -1) return 'none'
  if (nowWords.has(definition.word(at + 1))) return 'computed'
  if (definition.word(at + 1) === 'null') return 'null'
  if (!definition.isMark(at + 1, '(')) return 'constant'
  const inside = definition.group(at + 1).pieces.flatMap(({ tokens }) => tokens)
  return inside.some(({ kind }) => kind === 'word' || kind === 'name') ? 'computed' : 'constant'
}

/** What ALTER TABLE … ADD COLUMN of SQLite cannot do on a table with rows, and some on any. */
export const lintAddedColumn = (table: string, column: string, definition: TokenList, foreignKeysOff: boolean, found: Found): void => {
  const value = defaultOf(definition)
  const rebuild =
    'Rebuild the table: make the new one, copy the rows, drop the old one and rename, in a file marked -- provost: foreign-keys-off.'
  if (definition.anywhere('not', 'null') && (value === 'none' || value === 'null') && !definition.anywhere('generated'))
    found(
      'not-null-without-default',
      'error',
      `Adding ${table}.${column} fails as soon as the table holds a row: the new column would be null in it.`,
      'Give it a constant default, or add it nullable and fill it.',
    )
  if (definition.anywhere('primary', 'key') || definition.anywhere('unique'))
    found(
      'add-column-impossible',
      'error',
      `SQLite cannot add ${table}.${column} as a key.`,
      `Add it plainly and CREATE UNIQUE INDEX. ${rebuild}`,
    )
  if (definition.anywhere('stored'))
    found(
      'add-column-impossible',
      'error',
      `SQLite cannot add the stored column ${table}.${column} to a table with rows.`,
      `Make it VIRTUAL. ${rebuild}`,
    )
  if (definition.anywhere('references') && value !== 'none' && value !== 'null' && !foreignKeysOff)
    found(
      'add-column-impossible',
      'error',
      `SQLite cannot add ${table}.${column} with a foreign key and a default to a table with rows.`,
      'Add it without a default and fill it.',
    )
  if (value === 'computed')
    found(
      'add-column-default-not-constant',
      'error',
      `Adding ${table}.${column} fails as soon as the table holds a row: its default is not a constant.`,
      `Add it without a default and fill it. ${rebuild}`,
    )
}
