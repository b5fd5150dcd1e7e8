import type { SchemaObject, SchemaPlace, SchemaWriter, SideContext, WriterContext } from '../schema-model/index.ts'
import { quoteName, quoteText, script } from '../schema-model/index.ts'

type Facts = SchemaObject['facts']

const ident = (name: string): string => quoteName('"', name)
const qualified = (path: readonly string[]): string => path.map(ident).join('.')
/** The table that a part stands in. */
const whole = ({ path }: SchemaObject): string => qualified(path.slice(0, -1))
const own = ({ path }: SchemaObject): string => ident(path.at(-1) ?? '')
const list = (text: string | undefined): readonly string[] => JSON.parse(text ?? '[]') as string[]
const checksOf = (facts: Facts): Readonly<Record<string, string>> => JSON.parse(facts['checks'] ?? '{}') as Record<string, string>

const columnType = (facts: Facts): string => `${facts['type']}${facts['collation'] === undefined ? '' : ` COLLATE ${facts['collation']}`}`

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

const defineSequence = (facts: Facts): string =>
  `AS ${facts['type']} START WITH ${facts['start']} INCREMENT BY ${facts['increment']} MINVALUE ${facts['minimum']} MAXVALUE ${facts['maximum']} CACHE ${facts['cache']} ${facts['cycle'] === undefined ? 'NO CYCLE' : 'CYCLE'}`

const ownedBy = (sequence: SchemaObject): string =>
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

const define = ({ kind, facts }: SchemaObject): string => {
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
const fires = (trigger: SchemaObject): string =>
  `ALTER TABLE ${whole(trigger)} ${firing[trigger.facts['fires'] ?? ''] ?? 'ENABLE'} TRIGGER ${own(trigger)}`

const rowSecurity = (table: SchemaObject): readonly string[] => {
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

const createColumn = (column: SchemaObject, side: SideContext): readonly string[] => {
  const sequences = side.owned(column)
  return [
    ...sequences.map((sequence) => `CREATE SEQUENCE ${qualified(sequence.path)} ${defineSequence(sequence.facts)}`),
    `ALTER TABLE ${whole(column)} ADD COLUMN ${own(column)} ${defineColumn(column.facts)}`,
    ...sequences.map(ownedBy),
  ]
}

const createView = (view: SchemaObject, side: SideContext): readonly [string, ...(string | null)[]] => [
  `CREATE ${view.kind.toUpperCase()} ${qualified(view.path)}${optionsOf(view.facts)} AS\n${view.facts['definition']}`,
  ...side.parts(view.path).flatMap((part) => createStatements(part, side)),
]

const createStatements = (object: SchemaObject, side: SideContext): readonly (string | null)[] => {
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

const create = (object: SchemaObject, side: SideContext): string | null =>
  object.kind === 'table' ? createTable(object, side) : script(...createStatements(object, side))

const dropStatement = (object: SchemaObject): string => {
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

/** Facts that an ALTER TABLE cannot bring about without making the column anew. */
const changeColumn = (expected: SchemaObject, found: SchemaObject, side: SideContext): string | null => {
  const [wanted, there] = [expected.facts, found.facts]
  const column = `ALTER TABLE ${whole(expected)} ALTER COLUMN ${own(expected)}`
  const statements: string[] = []
  if (wanted['generated'] !== there['generated']) {
    if (wanted['generated'] !== undefined || / VIRTUAL$/.test(there['generated'] ?? ''))
      return script(dropStatement(found), ...createColumn(expected, side))
    statements.push(`${column} DROP EXPRESSION`)
  }
  const retyped = columnType(wanted) !== columnType(there)
  if (there['identity'] !== undefined && wanted['identity'] === undefined) statements.push(`${column} DROP IDENTITY`)
  // A default of the old type may not fit the new one.
  if (there['default'] !== undefined && (retyped || wanted['default'] === undefined)) statements.push(`${column} DROP DEFAULT`)
  if (retyped) statements.push(`${column} TYPE ${columnType(wanted)} USING ${own(expected)}::${wanted['type']}`)
  if (wanted['default'] !== undefined && (retyped || wanted['default'] !== there['default']))
    statements.push(`${column} SET DEFAULT ${wanted['default']}`)
  if (wanted['not null'] !== undefined && there['not null'] === undefined) statements.push(`${column} SET NOT NULL`)
  if (wanted['identity'] !== there['identity'] && wanted['identity'] !== undefined)
    statements.push(
      there['identity'] === undefined
        ? `${column} ADD GENERATED ${wanted['identity']} AS IDENTITY`
        : `${column} SET GENERATED ${wanted['identity']}`,
    )
  if (wanted['not null'] === undefined && there['not null'] !== undefined) statements.push(`${column} DROP NOT NULL`)
  return script(...statements)
}

const changeEnum = (expected: SchemaObject, found: SchemaObject): string | null => {
  const [wanted, there] = [list(expected.facts['labels']), list(found.facts['labels'])]
  const kept = wanted.filter((label) => there.includes(label))
  // The server adds labels; it neither takes one away nor moves one.
  if (JSON.stringify(kept) !== JSON.stringify(there)) return null
  const statements = wanted.flatMap((label, place) => {
    if (there.includes(label)) return []
    const before = wanted[place - 1]
    const side = before === undefined ? `BEFORE ${quoteText(there[0] ?? '')}` : `AFTER ${quoteText(before)}`
    return [
      `ALTER TYPE ${qualified(expected.path)} ADD VALUE ${quoteText(label)}${before === undefined && there.length === 0 ? '' : ` ${side}`}`,
    ]
  })
  return script(...statements)
}

const changeDomain = (expected: SchemaObject, found: SchemaObject): string | null => {
  const [wanted, there] = [expected.facts, found.facts]
  if (wanted['base'] !== there['base']) return null
  const domain = `ALTER DOMAIN ${qualified(expected.path)}`
  const statements: string[] = []
  if (wanted['default'] !== there['default'])
    statements.push(wanted['default'] === undefined ? `${domain} DROP DEFAULT` : `${domain} SET DEFAULT ${wanted['default']}`)
  if (wanted['not null'] !== there['not null']) statements.push(`${domain} ${wanted['not null'] === undefined ? 'DROP' : 'SET'} NOT NULL`)
  const [checks, present] = [checksOf(wanted), checksOf(there)]
  for (const [name, check] of Object.entries(present))
    if (checks[name] !== check) statements.push(`${domain} DROP CONSTRAINT ${ident(name)}`)
  for (const [name, check] of Object.entries(checks))
    if (present[name] !== check) statements.push(`${domain} ADD CONSTRAINT ${ident(name)} ${check}`)
  return script(...statements)
}

const changeTable = (expected: SchemaObject, found: SchemaObject): string | null => {
  const [wanted, there] = [expected.facts, found.facts]
  // How rows are spread over parts is not changed without moving all of them.
  if (['form', 'server', 'partition by', 'partition of', 'bound', 'inherits'].some((fact) => wanted[fact] !== there[fact])) return null
  const table = `ALTER TABLE ${qualified(expected.path)}`
  const statements: string[] = []
  if (wanted['unlogged'] !== there['unlogged']) statements.push(`${table} SET ${wanted['unlogged'] === undefined ? 'LOGGED' : 'UNLOGGED'}`)
  if (wanted['row security'] !== there['row security']) statements.push(...rowSecurity(expected))
  if (wanted['options'] !== there['options']) {
    if (there['options'] !== undefined) statements.push(`${table} RESET (${there['options'].replaceAll(/=[^,]*/g, '')})`)
    if (wanted['options'] !== undefined) statements.push(`${table} SET (${wanted['options']})`)
  }
  return script(...statements)
}

const changeRoutine = (expected: SchemaObject, found: SchemaObject): string | null => {
  const same = (['form', 'result', 'arguments'] as const).every((fact) => expected.facts[fact] === found.facts[fact])
  const made = expected.facts['definition'] ?? null
  return expected.facts['form'] === 'aggregate' ? null : same ? script(made) : script(dropStatement(found), made)
}

const changeView = (expected: SchemaObject, found: SchemaObject, { expected: side, found: present }: WriterContext): string | null => {
  const [first, ...rest] = createView(expected, side)
  // A view takes more columns at its end in place; otherwise it is made anew, and so are the views over it.
  const grows = expected.kind === 'view' && `${expected.facts['shape']}, `.startsWith(`${found.facts['shape']}, `)
  if (grows) return script(first.replace('CREATE', 'CREATE OR REPLACE'), ...rest)
  const over = present.viewsOver(found).filter((view) => side.at(view) !== undefined)
  return script(
    ...over.toReversed().map(dropStatement),
    dropStatement(found),
    first,
    ...rest,
    ...over.flatMap((view) => createView(side.at(view) ?? view, side)),
  )
}

const changeSequence = (expected: SchemaObject, found: SchemaObject): string => {
  const { facts, path } = expected
  const limits = defineSequence(facts) === defineSequence(found.facts) ? [] : [`ALTER SEQUENCE ${qualified(path)} ${defineSequence(facts)}`]
  return script(...limits, ...(facts['owned by'] === found.facts['owned by'] ? [] : [ownedBy(expected)])) ?? ''
}

const ownerOf = ({ kind, facts }: SchemaObject): SchemaPlace | null =>
  kind === 'sequence' && facts['owned by'] !== undefined ? { kind: 'column', path: list(facts['owned by']) } : null

/** How PostgreSQL's schemas are brought from one form to another. */
export const postgresWriter: SchemaWriter = {
  define,
  create,
  drop: (object) => script(dropStatement(object)),
  owner: ownerOf,
  change(expected, found, context) {
    switch (expected.kind) {
      case 'column':
        return changeColumn(expected, found, context.expected)
      case 'type':
        if (expected.facts['form'] !== found.facts['form']) return null
        if (expected.facts['form'] === 'enum') return changeEnum(expected, found)
        return expected.facts['form'] === 'domain' ? changeDomain(expected, found) : null
      case 'table':
        return changeTable(expected, found)
      case 'sequence':
        return changeSequence(expected, found)
      case 'routine':
        return changeRoutine(expected, found)
      case 'view':
      case 'materialized view':
        return changeView(expected, found, context)
      case 'extension':
        return `ALTER EXTENSION ${qualified(expected.path)} SET SCHEMA ${ident(expected.facts['schema'] ?? '')};`
      case 'trigger':
        if (expected.facts['definition'] === found.facts['definition']) return script(fires(expected))
        return script(dropStatement(found), ...createStatements(expected, context.expected))
      default:
        return script(dropStatement(found), ...createStatements(expected, context.expected))
    }
  },
}
