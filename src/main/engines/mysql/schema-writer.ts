import type { SchemaObject, SchemaWriter, SideContext } from '../schema-model/index.ts'
import { quoteName, script } from '../schema-model/index.ts'

type Facts = SchemaObject['facts']

const ident = (name: string): string => quoteName('`', name)
const table = ({ path }: SchemaObject): string => ident(path[0] ?? '')
const own = ({ path }: SchemaObject): string => ident(path.at(-1) ?? '')

const defineColumn = (facts: Facts): string =>
  [
    facts['type'],
    facts['collation'] === undefined ? '' : `COLLATE ${facts['collation']}`,
    facts['generated'] === undefined ? '' : `GENERATED ALWAYS AS ${facts['generated']}`,
    facts['generated'] !== undefined ? '' : facts['not null'] === undefined ? 'NULL' : 'NOT NULL',
    facts['default'] === undefined ? '' : `DEFAULT ${facts['default']}`,
    facts['identity'] ?? '',
    facts['update'] ?? '',
    facts['invisible'] === undefined ? '' : 'INVISIBLE',
    facts['check'] === undefined ? '' : `CHECK (${facts['check']})`,
  ]
    .filter((part) => part !== '')
    .join(' ')

const defineSequence = (facts: Facts): string =>
  `START WITH ${facts['start']} MINVALUE ${facts['minimum']} MAXVALUE ${facts['maximum']} INCREMENT BY ${facts['increment']} ${facts['cache'] === '0' ? 'NOCACHE' : `CACHE ${facts['cache']}`} ${facts['cycle'] === undefined ? 'NOCYCLE' : 'CYCLE'}`

const defineIndex = (facts: Facts): string => `${facts['definition']}${facts['ignored'] === undefined ? '' : ' IGNORED'}`

const defineView = ({ facts }: SchemaObject): string =>
  `${facts['definition']}${facts['check'] === undefined ? '' : ` WITH ${facts['check']} CHECK OPTION`}`

const define = (object: SchemaObject): string => {
  const { kind, facts } = object
  if (kind === 'column') return defineColumn(facts)
  if (kind === 'sequence') return defineSequence(facts)
  if (kind === 'index') return defineIndex(facts)
  if (kind === 'view')
    return `${facts['algorithm'] === undefined ? '' : `ALGORITHM ${facts['algorithm']} `}SQL SECURITY ${facts['security']} AS ${defineView(object)}`
  if (kind === 'table')
    return `ENGINE ${facts['engine']} COLLATE ${facts['collation']}${facts['versioned'] === undefined ? '' : ' WITH SYSTEM VERSIONING'}${facts['partitions'] === undefined ? '' : ` ${facts['partitions']}`}`
  return (
    facts['definition'] ??
    Object.entries(facts)
      .filter(([name]) => name !== 'name')
      .map(([, fact]) => fact)
      .join(' ')
  )
}

/** A body may hold semicolons, so the script says where each of its statements ends. */
const compound = (...statements: readonly (string | null)[]): string | null => {
  if (statements.includes(null)) return null
  const mark = ['//', '$$', ';;;;'].find((each) => statements.every((statement) => statement?.includes(each) !== true))
  return mark === undefined ? null : `DELIMITER ${mark}\n${statements.map((statement) => `${statement}${mark}\n`).join('')}DELIMITER ;`
}

const createTable = (object: SchemaObject, side: SideContext): string => {
  const { facts, path } = object
  const parts = side.parts(path)
  const order = JSON.parse(facts['columns'] ?? '[]') as string[]
  const place = (column: SchemaObject): number => order.indexOf(column.path.at(-1) ?? '')
  const lines = [
    ...parts
      .filter(({ kind }) => kind === 'column')
      .toSorted((a, b) => place(a) - place(b))
      .map((column) => `  ${own(column)} ${defineColumn(column.facts)}`),
    ...parts.filter(({ kind }) => kind === 'index').map((index) => `  ${defineIndex(index.facts)}`),
    ...parts.filter(({ kind }) => kind === 'constraint').map((check) => `  CONSTRAINT ${own(check)} ${check.facts['definition']}`),
  ]
  return `CREATE TABLE ${table(object)} (\n${lines.join(',\n')}\n) ${define(object)}`
}

const triggerBody = (trigger: SchemaObject): string =>
  `CREATE TRIGGER ${own(trigger)} ${trigger.facts['when']} ON ${table(trigger)} FOR EACH ROW ${trigger.facts['body']}`

const routineBody = ({ facts }: SchemaObject): string | null =>
  facts['body'] === undefined ? null : `CREATE ${facts['form']} ${ident(facts['name'] ?? '')} ${facts['head']}\n${facts['body']}`

const eventBody = (event: SchemaObject): string | null => {
  const { facts } = event
  // When an event that happens once is due is not part of the schema.
  if (facts['every'] === undefined) return null
  const ends = facts['ends'] === undefined ? '' : ` ENDS '${facts['ends']}'`
  return `CREATE EVENT ${own(event)} ON SCHEDULE ${facts['every']}${ends} ON COMPLETION ${facts['preserve'] === undefined ? 'NOT PRESERVE' : 'PRESERVE'}${facts['disabled'] === undefined ? '' : ' DISABLE'} DO ${facts['body']}`
}

const createView = (view: SchemaObject, replace: boolean): string =>
  `CREATE ${replace ? 'OR REPLACE ' : ''}${view.facts['algorithm'] === undefined ? '' : `ALGORITHM = ${view.facts['algorithm']} `}SQL SECURITY ${view.facts['security']} VIEW ${table(view)} AS ${defineView(view)}`

const addition = (part: SchemaObject): string => {
  if (part.kind === 'index') return `ADD ${defineIndex(part.facts)}`
  return part.kind === 'column'
    ? `ADD COLUMN ${own(part)} ${defineColumn(part.facts)}`
    : `ADD CONSTRAINT ${own(part)} ${part.facts['definition']}`
}

const removal = (part: SchemaObject): string => {
  if (part.kind === 'index') return part.path.at(-1) === 'PRIMARY' ? 'DROP PRIMARY KEY' : `DROP KEY ${own(part)}`
  if (part.kind === 'column') return `DROP COLUMN ${own(part)}`
  return part.kind === 'foreign key' ? `DROP FOREIGN KEY ${own(part)}` : `DROP CONSTRAINT ${own(part)}`
}

const create = (object: SchemaObject, side: SideContext): string | null => {
  const { kind } = object
  switch (kind) {
    case 'table': {
      const triggers = side.parts(object.path).filter((part) => part.kind === 'trigger')
      return [script(createTable(object, side)), ...triggers.map((trigger) => compound(triggerBody(trigger)))].join('\n')
    }
    case 'column':
      return script(`ALTER TABLE ${table(object)} ${[object, ...side.owned(object)].map(addition).join(', ')}`)
    case 'view':
      return script(createView(object, false))
    case 'sequence':
      return script(`CREATE SEQUENCE ${table(object)} ${defineSequence(object.facts)}`)
    case 'routine':
      return compound(routineBody(object))
    case 'trigger':
      return compound(triggerBody(object))
    case 'event':
      return compound(eventBody(object))
    default:
      return script(`ALTER TABLE ${table(object)} ${addition(object)}`)
  }
}

const dropStatement = (object: SchemaObject): string => {
  const { kind, facts } = object
  if (kind === 'routine') return `DROP ${facts['form']} ${ident(facts['name'] ?? '')}`
  if (kind === 'table' || kind === 'view' || kind === 'sequence' || kind === 'trigger' || kind === 'event')
    return `DROP ${kind.toUpperCase()} ${own(object)}`
  return `ALTER TABLE ${table(object)} ${removal(object)}`
}

const changeTable = (expected: SchemaObject, found: SchemaObject): string | null => {
  const [wanted, there] = [expected.facts, found.facts]
  if (wanted['partitions'] !== there['partitions'] || wanted['versioned'] !== there['versioned']) return null
  return script(
    wanted['engine'] === there['engine'] ? '' : `ALTER TABLE ${table(expected)} ENGINE = ${wanted['engine']}`,
    // The default for columns to come; those there are keep theirs and are told by themselves.
    wanted['collation'] === there['collation'] ? '' : `ALTER TABLE ${table(expected)} DEFAULT COLLATE = ${wanted['collation']}`,
  )
}

/** How MySQL's and MariaDB's schemas are brought from one form to another. */
export const mysqlWriter: SchemaWriter = {
  define,
  create,
  drop: (object) => script(dropStatement(object)),
  owner: ({ kind, path, facts }) =>
    kind === 'index' && facts['counts'] !== undefined ? { kind: 'column', path: [path[0] ?? '', facts['counts']] } : null,
  change(expected, found) {
    switch (expected.kind) {
      case 'table':
        return changeTable(expected, found)
      case 'column':
        return script(
          `ALTER TABLE ${table(expected)} ${
            expected.facts['generated'] === found.facts['generated']
              ? `MODIFY COLUMN ${own(expected)} ${defineColumn(expected.facts)}`
              : `${removal(found)}, ${addition(expected)}`
          }`,
        )
      case 'view':
        return script(createView(expected, true))
      case 'sequence':
        return script(`ALTER SEQUENCE ${table(expected)} ${defineSequence(expected.facts)}`)
      case 'routine':
        return compound(dropStatement(found), routineBody(expected))
      case 'trigger':
        return compound(dropStatement(found), triggerBody(expected))
      case 'event':
        return compound(dropStatement(found), eventBody(expected))
      case 'foreign key':
        // In one statement the server takes the name for taken.
        return script(dropStatement(found), `ALTER TABLE ${table(expected)} ${addition(expected)}`)
      default:
        return script(`ALTER TABLE ${table(expected)} ${removal(found)}, ${addition(expected)}`)
    }
  },
}
