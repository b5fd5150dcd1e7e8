import type { SchemaObject, SchemaPlace, SchemaWriter, WriterContext } from '../schema-model/index.ts'
import { quoteText, script } from '../schema-model/index.ts'
import {
  checksOf,
  columnType,
  create,
  createColumn,
  createStatements,
  createView,
  define,
  defineSequence,
  dropStatement,
  fires,
  ident,
  list,
  own,
  ownedBy,
  qualified,
  rowSecurity,
  whole,
} from './schema-statements.ts'

/** Views that stand in the way of another type for a column: those over its table, where one of them names it. */
const viewsInTheWay = (column: SchemaObject, { expected, found }: WriterContext): readonly SchemaObject[] => {
  const over = found.viewsOver({ kind: 'table', path: column.path.slice(0, -1), facts: {}, text: null })
  const kept = over.filter((view) => expected.at(view) !== undefined)
  return kept.some(({ facts }) => facts['definition']?.includes(column.path.at(-1) ?? '')) ? kept : []
}

/** Facts that an ALTER TABLE cannot bring about without making the column anew. */
const changeColumn = (expected: SchemaObject, found: SchemaObject, context: WriterContext): string | null => {
  const [wanted, there] = [expected.facts, found.facts]
  const column = `ALTER TABLE ${whole(expected)} ALTER COLUMN ${own(expected)}`
  const statements: string[] = []
  if (wanted['generated'] !== there['generated']) {
    if (wanted['generated'] !== undefined || / VIRTUAL$/.test(there['generated'] ?? ''))
      return script(dropStatement(found), ...createColumn(expected, context.expected))
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
  const views = retyped ? viewsInTheWay(expected, context) : []
  // As they were: where they differ themselves, that is told and mended by itself.
  return script(...views.toReversed().map(dropStatement), ...statements, ...views.flatMap((view) => createView(view, context.found)))
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
        return changeColumn(expected, found, context)
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
