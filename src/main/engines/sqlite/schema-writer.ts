import type { SchemaObject, SchemaWriter, SideContext, TableChange, WriterContext } from '../schema-model/index.ts'
import { quoteName, script } from '../schema-model/index.ts'
import { readCreateTable } from './create-table.ts'

const ident = (name: string): string => quoteName('"', name)
const table = ({ path }: SchemaObject): string => ident(path[0] ?? '')
const own = ({ path }: SchemaObject): string => ident(path.at(-1) ?? '')

const define = ({ kind, facts }: SchemaObject): string => {
  if (kind === 'column')
    return [
      facts['type'] ?? '',
      facts['collation'] === undefined ? '' : `COLLATE ${facts['collation']}`,
      facts['generated'] === undefined ? '' : `AS ${facts['generated']}`,
      facts['not null'] === undefined ? '' : 'NOT NULL',
      facts['default'] === undefined ? '' : `DEFAULT ${facts['default']}`,
    ]
      .filter((part) => part !== '')
      .join(' ')
  if (kind !== 'table') return facts['definition'] ?? ''
  const told = Object.entries(facts).flatMap(([name, fact]) => (name === 'columns' ? [] : [fact === 'yes' ? name : fact]))
  return told.length === 0 ? 'table' : told.join(', ')
}

const partsOf = (side: SideContext, path: readonly string[], kind: SchemaObject['kind']): readonly SchemaObject[] =>
  side.parts(path).filter((part) => part.kind === kind)

const beside = (side: SideContext, path: readonly string[]): readonly (string | null)[] =>
  [...partsOf(side, path, 'index'), ...partsOf(side, path, 'trigger')].map((part) => part.text)

const create = (object: SchemaObject, side: SideContext): string | null => {
  if (object.kind === 'table') return script(object.text, ...beside(side, object.path))
  if (object.kind === 'column') return script(`ALTER TABLE ${table(object)} ADD COLUMN ${object.text}`)
  return script(object.text)
}

const drop = (object: SchemaObject): string | null => {
  if (object.kind === 'column') return script(`ALTER TABLE ${table(object)} DROP COLUMN ${own(object)}`)
  return object.kind === 'constraint' ? null : script(`DROP ${object.kind.toUpperCase()} ${own(object)}`)
}

/** What ALTER TABLE … ADD COLUMN takes: a default that is the same for every row there is. */
const addable = ({ facts }: SchemaObject): boolean => {
  const fallback = facts['default']
  if (/ STORED$/.test(facts['generated'] ?? '') || /^(\(|current_)/.test(fallback ?? '')) return false
  return facts['not null'] === undefined || (fallback !== undefined && fallback !== 'null')
}

const altering = ({ kind, object }: TableChange): boolean => {
  if (object.kind === 'index' || object.kind === 'trigger') return true
  if (object.kind !== 'column') return false
  return kind === 'missing' ? addable(object) : kind === 'unexpected'
}

const rebuild = (expected: SchemaObject, changes: readonly TableChange[], { expected: wanted, found }: WriterContext): string | null => {
  if (expected.text === null || expected.facts['virtual'] !== undefined || changes.every(altering)) return null
  const there = new Set(partsOf(found, expected.path, 'column').map(({ path }) => path.at(-1)?.toLowerCase()))
  const copied = partsOf(wanted, expected.path, 'column')
    .filter(({ path, facts }) => facts['generated'] === undefined && there.has(path.at(-1)?.toLowerCase()))
    .map(own)
    .join(', ')
  const fresh = `provost_rebuild_${expected.path[0]}`
  return script(
    // Off, so that dropping the old table takes no rows of others with it, and renaming leaves the references of others alone.
    'PRAGMA foreign_keys = OFF',
    'PRAGMA legacy_alter_table = ON',
    readCreateTable(expected.text).named(fresh),
    copied === '' ? '' : `INSERT INTO ${ident(fresh)} (${copied}) SELECT ${copied} FROM ${table(expected)}`,
    `DROP TABLE ${table(expected)}`,
    `ALTER TABLE ${ident(fresh)} RENAME TO ${table(expected)}`,
    ...beside(wanted, expected.path),
    'PRAGMA legacy_alter_table = OFF',
    'PRAGMA foreign_keys = ON',
  )
}

/** How SQLite's schemas are brought from one form to another. */
export const sqliteWriter: SchemaWriter = {
  define,
  create,
  drop,
  owner: () => null,
  change: (expected, found, { expected: side }) =>
    expected.kind === 'table' || expected.kind === 'column' || expected.kind === 'constraint'
      ? null
      : script(`DROP ${found.kind.toUpperCase()} ${own(found)}`, create(expected, side)?.replace(/;$/, '') ?? null),
  rebuild,
}
