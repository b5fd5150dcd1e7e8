import type { SchemaObject, SideContext } from '../schema-model/index.ts'
import { quoteName, quoteText, script } from '../schema-model/index.ts'

export type Facts = SchemaObject['facts']

export const ident = (name: string): string => quoteName('"', name)
export const qualified = (path: readonly string[]): string => path.map(ident).join('.')
/** The table that a part stands in. */
export const whole = ({ path }: SchemaObject): string => qualified(path.slice(0, -1))
export const own = ({ path }: SchemaObject): string => ident(path.at(-1) ?? '')
export const list = (text: string | undefined): readonly string[] => JSON.parse(text ?? '[]') as string[]
export const checksOf = (facts: Facts): Readonly<Record<string, string>> => JSON.parse(facts['checks'] ?? '{}') as Record<string, string>

export const columnType = (facts: Facts): string =>
  `${facts['type']}${facts['collation'] === undefined ? '' : ` COLLATE ${facts['collation']}`}`

const defineColumn = (facts: Facts): string =>
  [
    columnType(facts),
    facts['generated'] === undefined ? '' : `GENERATED ALWAYS AS ${facts['generated']}`,
    facts['identity'] === undefined ? '' : `GENERATED ${facts['identity']} AS IDENTITY`,
    facts['default'] === undefined ? '' : `DEFAULT ${facts['default']}`,
    facts['not null'] === undefined ? '' : 'NOT NULL',
  ]
    .filter((part) => part !== '')
    .join(' ')

export const defineSequence = (facts: Facts): string =>
  `AS ${facts['type']} START WITH ${facts['start']} INCREMENT BY ${facts['increment']} MINVALUE ${facts['minimum']} MAXVALUE ${facts['maximum']} CACHE ${facts['cache']} ${facts['cycle'] === undefined ? 'NO CYCLE' : 'CYCLE'}`

export const ownedBy = (sequence: SchemaObject): string =>
  `ALTER SEQUENCE ${qualified(sequence.path)} OWNED BY ${sequence.facts['owned by'] === undefined ? 'NONE' : qualified(list(sequence.facts['owned by']))}`

const defineType = (facts: Facts): string => {
  if (facts['form'] === 'enum') return `ENUM (${list(facts['labels']).map(quoteText).join(', ')})`
  if (facts['form'] === 'composite') return `(${list(facts['attributes']).join(', ')})`
  if (facts['form'] === 'range') return `RANGE (SUBTYPE = ${facts['subtype']})`
  const checks = Object.entries(checksOf(facts)).map(([name, check]) => ` CONSTRAINT ${ident(name)} ${check}`)
  const fallback = facts['default'] === undefined ? '' : ` DEFAULT ${facts['default']}`
  return `${facts['base']}${fallback}${facts['not null'] === undefined ? '' : ' NOT NULL'}${checks.join('')}`
}

const optionsOf = (facts: Facts): string => (facts['options'] === undefined ? '' : ` WITH (${facts['options']})`)

export const define = ({ kind, facts }: SchemaObject): string => {
  if (kind === 'column') return defineColumn(facts)
  if (kind === 'sequence') return defineSequence(facts)
  if (kind === 'type') return facts['form'] === 'domain' ? `DOMAIN ${defineType(facts)}` : defineType(facts)
  if (kind === 'view' || kind === 'materialized view') return `${optionsOf(facts)} AS ${facts['definition']}`.trim()
  if (kind === 'index') return `${facts['definition']}${facts['invalid'] === undefined ? '' : ' (invalid)'}`
  if (kind === 'trigger') return `${facts['definition']}${facts['fires'] === undefined ? '' : ` (fires ${facts['fires']})`}`
  if (kind !== 'table') return facts['definition'] ?? kind
  const told = Object.entries(facts).filter(([name]) => name !== 'columns')
  return told.length === 0 ? 'table' : told.map(([name, fact]) => `${name} ${fact}`).join(', ')
}

const firing: Readonly<Record<string, string>> = { never: 'DISABLE', 'on replicas': 'ENABLE REPLICA', always: 'ENABLE ALWAYS' }
export const fires = (trigger: SchemaObject): string =>
  `ALTER TABLE ${whole(trigger)} ${firing[trigger.facts['fires'] ?? ''] ?? 'ENABLE'} TRIGGER ${own(trigger)}`

export const rowSecurity = (table: SchemaObject): readonly string[] => {
  const alter = `ALTER TABLE ${qualified(table.path)}`
  const state = table.facts['row security']
  return [
    `${alter} ${state === undefined ? 'DISABLE' : 'ENABLE'} ROW LEVEL SECURITY`,
    `${alter} ${state === 'forced' ? 'FORCE' : 'NO FORCE'} ROW LEVEL SECURITY`,
  ]
}

const createTable = (table: SchemaObject, side: SideContext): string | null => {
  const { facts, path } = table
  if (facts['form'] === 'foreign') return null
  const columns = side.parts(path).filter(({ kind }) => kind === 'column')
  const order = list(facts['columns'])
  const inOrder = columns.toSorted((a, b) => order.indexOf(a.path.at(-1) ?? '') - order.indexOf(b.path.at(-1) ?? ''))
  const lines = inOrder.map((column) => `  ${own(column)} ${defineColumn(column.facts)}`).join(',\n')
  const sequences = columns.flatMap((column) => side.owned(column))
  const shape = facts['partition of'] === undefined ? `(\n${lines}\n)` : `PARTITION OF ${facts['partition of']} ${facts['bound']}`
  const head = `CREATE ${facts['unlogged'] === undefined ? '' : 'UNLOGGED '}TABLE ${qualified(path)} ${shape}`
  const inherits = facts['inherits'] === undefined ? '' : ` INHERITS (${facts['inherits']})`
  const partitioned = facts['partition by'] === undefined ? '' : ` PARTITION BY ${facts['partition by']}`
  const others = side.parts(path).filter(({ kind }) => kind !== 'column' && kind !== 'foreign key' && kind !== 'trigger')
  const triggers = side.parts(path).filter(({ kind }) => kind === 'trigger')
  return script(
    ...sequences.map((sequence) => `CREATE SEQUENCE ${qualified(sequence.path)} ${defineSequence(sequence.facts)}`),
    `${head}${inherits}${partitioned}${optionsOf(facts)}`,
    ...sequences.map(ownedBy),
    ...others.flatMap((part) => createStatements(part, side)),
    ...triggers.flatMap((part) => createStatements(part, side)),
    ...(facts['row security'] === undefined ? [] : rowSecurity(table)),
  )
}

export const createColumn = (column: SchemaObject, side: SideContext): readonly string[] => {
  const sequences = side.owned(column)
  return [
    ...sequences.map((sequence) => `CREATE SEQUENCE ${qualified(sequence.path)} ${defineSequence(sequence.facts)}`),
    `ALTER TABLE ${whole(column)} ADD COLUMN ${own(column)} ${defineColumn(column.facts)}`,
    ...sequences.map(ownedBy),
  ]
}

export const createView = (view: SchemaObject, side: SideContext): readonly [string, ...(string | null)[]] => [
  `CREATE ${view.kind.toUpperCase()} ${qualified(view.path)}${optionsOf(view.facts)} AS\n${view.facts['definition']}`,
  ...side.parts(view.path).flatMap((part) => createStatements(part, side)),
]

export const createStatements = (object: SchemaObject, side: SideContext): readonly (string | null)[] => {
  const { kind, path, facts } = object
  switch (kind) {
    case 'schema':
      return [`CREATE SCHEMA ${qualified(path)}`]
    case 'extension':
      return [`CREATE EXTENSION IF NOT EXISTS ${qualified(path)} SCHEMA ${ident(facts['schema'] ?? 'public')}`]
    case 'type':
      return [`CREATE ${facts['form'] === 'domain' ? 'DOMAIN' : 'TYPE'} ${qualified(path)} AS ${defineType(facts)}`]
    case 'sequence':
      return [`CREATE SEQUENCE ${qualified(path)} ${defineSequence(facts)}`, ...(facts['owned by'] === undefined ? [] : [ownedBy(object)])]
    case 'column':
      return createColumn(object, side)
    case 'index':
      // What is expected works: a remnant that is invalid is never asked for again.
      return [facts['definition'] ?? null]
    case 'constraint':
    case 'foreign key':
      return [`ALTER TABLE ${whole(object)} ADD CONSTRAINT ${own(object)} ${facts['definition']}`]
    case 'view':
    case 'materialized view':
      return createView(object, side)
    case 'trigger':
      return [facts['definition'] ?? null, ...(facts['fires'] === undefined ? [] : [fires(object)])]
    case 'policy':
      return [`CREATE POLICY ${own(object)} ON ${whole(object)} ${facts['definition']}`]
    case 'routine':
      return [facts['form'] === 'aggregate' ? null : (facts['definition'] ?? null)]
    default:
      return [facts['definition']?.replace(/;$/, '') ?? null]
  }
}

export const create = (object: SchemaObject, side: SideContext): string | null =>
  object.kind === 'table' ? createTable(object, side) : script(...createStatements(object, side))

export const dropStatement = (object: SchemaObject): string => {
  const { kind, path, facts } = object
  switch (kind) {
    case 'column':
      return `ALTER TABLE ${whole(object)} DROP COLUMN ${own(object)}`
    case 'constraint':
    case 'foreign key':
      return `ALTER TABLE ${whole(object)} DROP CONSTRAINT ${own(object)}`
    case 'index':
      return `DROP INDEX ${qualified([path[0] ?? '', path.at(-1) ?? ''])}`
    case 'trigger':
    case 'rule':
    case 'policy':
      return `DROP ${kind.toUpperCase()} ${own(object)} ON ${whole(object)}`
    case 'routine':
      return `DROP ${facts['form']?.toUpperCase()} ${facts['identity']}`
    case 'type':
      return `DROP ${facts['form'] === 'domain' ? 'DOMAIN' : 'TYPE'} ${qualified(path)}`
    case 'table':
      return `DROP ${facts['form'] === 'foreign' ? 'FOREIGN ' : ''}TABLE ${qualified(path)}`
    default:
      return `DROP ${kind.toUpperCase()} ${qualified(path)}`
  }
}
