import { inOrder, mentions, type SchemaChange } from './change.ts'
import { keyOf, nameOf, type SchemaDifference, type SchemaModel, type SchemaObject, tableOf } from './model.ts'
import type { SchemaPlace, SchemaWriter, SideContext } from './writer.ts'

/** One schema, looked up by place. */
class Side implements SideContext {
  readonly #model: SchemaModel
  readonly #places = new Map<string, SchemaObject>()
  readonly #parts = new Map<string, SchemaObject[]>()
  readonly #owned = new Map<string, SchemaObject[]>()

  constructor(model: SchemaModel, writer: SchemaWriter) {
    this.#model = model
    for (const object of model.objects) {
      this.#places.set(this.#key(object), object)
      const table = tableOf(object)
      if (table !== null) this.#add(this.#parts, this.#tableKey(table), object)
      const owner = writer.owner(object)
      if (owner !== null) this.#add(this.#owned, this.#key(owner), object)
    }
  }

  get objects(): readonly SchemaObject[] {
    return this.#model.objects
  }
  at(place: SchemaPlace): SchemaObject | undefined {
    return this.#places.get(this.#key(place))
  }
  parts(table: readonly string[]): readonly SchemaObject[] {
    return this.#parts.get(this.#tableKey(table)) ?? []
  }
  owned(place: SchemaPlace): readonly SchemaObject[] {
    return this.#owned.get(this.#key(place)) ?? []
  }
  viewsOver(view: SchemaObject): readonly SchemaObject[] {
    const views = this.#model.objects.filter(({ kind }) => kind === 'view' || kind === 'materialized view')
    const after: SchemaObject[] = []
    const visit = (lower: SchemaObject): void => {
      for (const upper of views) {
        if (upper === lower || after.includes(upper) || !mentions(upper.facts['definition'] ?? '', lower.path.at(-1) ?? '')) continue
        visit(upper)
        after.unshift(upper)
      }
    }
    visit(view)
    return after
  }

  /** Whether the whole that an object is part of is there. */
  hasWhole(path: readonly string[]): boolean {
    return (['table', 'materialized view', 'view'] as const).some((kind) => this.at({ kind, path }) !== undefined)
  }

  #add(map: Map<string, SchemaObject[]>, key: string, object: SchemaObject): void {
    const known = map.get(key)
    if (known) known.push(object)
    else map.set(key, [object])
  }
  #key({ kind, path }: SchemaPlace): string {
    return keyOf(this.#model.engine, kind, path)
  }
  #tableKey(path: readonly string[]): string {
    return keyOf(this.#model.engine, 'table', path)
  }
}

/** The order of columns is told by the table, and is no reason to call it different. */
const orderFact = 'columns'
/** Facts of another object that are only looked up here. */
const borrowed = 'counts'

const sameFacts = (a: SchemaObject, b: SchemaObject): boolean => {
  const names = new Set([...Object.keys(a.facts), ...Object.keys(b.facts)])
  names.delete(orderFact)
  names.delete(borrowed)
  return [...names].every((name) => a.facts[name] === b.facts[name])
}

const columnsOf = (table: SchemaObject): readonly string[] => JSON.parse(table.facts[orderFact] ?? '[]') as string[]

/** Columns that both have, in the order of each, where the orders differ. */
const orders = (expected: SchemaObject, found: SchemaObject): readonly [string, string] | null => {
  const [wanted, there] = [columnsOf(expected), columnsOf(found)]
  const pair = [wanted.filter((name) => there.includes(name)).join(', '), there.filter((name) => wanted.includes(name)).join(', ')] as const
  return pair[0] === pair[1] ? null : pair
}

/** A part whose whole is missing or unexpected as well is told with it; a foreign key is not, for it needs two tables. */
const goesAlong = (object: SchemaObject, other: Side, writer: SchemaWriter): boolean => {
  const table = tableOf(object)
  if (object.kind !== 'foreign key' && table !== null && !other.hasWhole(table)) return true
  const owner = writer.owner(object)
  return owner !== null && other.at(owner) === undefined
}

const changesOf = (writer: SchemaWriter, expected: Side, found: Side): SchemaChange[] => {
  const context = { expected, found }
  const changes: SchemaChange[] = []
  for (const object of expected.objects) {
    const there = found.at(object)
    const made = (): { readonly making: string; readonly carried: false } => ({
      making: writer.create(object, expected) ?? '',
      carried: false,
    })
    if (there === undefined) {
      if (!goesAlong(object, found, writer))
        changes.push({ kind: 'missing', object, expected: object, found: null, sql: writer.create(object, expected), ...made() })
    } else if (!sameFacts(object, there))
      changes.push({ kind: 'different', object, expected: object, found: there, sql: writer.change(object, there, context), ...made() })
  }
  for (const object of found.objects) {
    if (expected.at(object) !== undefined || goesAlong(object, expected, writer)) continue
    const making = writer.create(object, found) ?? ''
    changes.push({ kind: 'unexpected', object, expected: null, found: object, sql: writer.drop(object, found), making, carried: false })
  }
  return changes
}

/** A view that is made anew is made with its indexes, so these are not made once more. */
const withoutRemade = (changes: readonly SchemaChange[]): SchemaChange[] => {
  const remade = changes.flatMap(({ kind, object, sql }) =>
    kind === 'different' && (object.kind === 'view' || object.kind === 'materialized view') && sql !== null ? [{ sql }] : [],
  )
  return changes.filter(
    ({ kind, object, making }) =>
      kind === 'unexpected' || making === '' || tableOf(object) === null || !remade.some(({ sql }) => sql.includes(making)),
  )
}

/** Where an engine must make a table anew, one change of it carries the statements and stands for the others. */
const withRebuilds = (writer: SchemaWriter, changes: readonly SchemaChange[], expected: Side, found: Side): SchemaChange[] => {
  if (writer.rebuild === undefined) return [...changes]
  const result = [...changes]
  for (const table of expected.objects.filter(({ kind, path }) => kind === 'table' && found.at({ kind, path }) !== undefined)) {
    const isOf = (change: SchemaChange): boolean => {
      const path = change.object.kind === 'table' ? change.object.path : tableOf(change.object)
      return path !== null && expected.at({ kind: 'table', path }) === table
    }
    const own = result.filter(isOf)
    const sql = own.length === 0 ? null : writer.rebuild(table, own, { expected, found })
    if (sql === null) continue
    const carrier = own[0]
    for (const change of own) {
      const place = result.indexOf(change)
      // As a change of the table's own, it comes where tables are made.
      result[place] = { ...change, sql: change === carrier ? sql : null, carried: true }
    }
  }
  return result
}

const losing = (change: SchemaChange): string => {
  const { kind, object, sql } = change
  if (kind === 'unexpected' && ['table', 'column', 'materialized view'].includes(object.kind))
    return ' The SQL drops it, and what it holds is lost.'
  if (kind === 'different' && sql !== null && /DROP COLUMN/.test(sql)) return ' The SQL makes it anew, and what it holds is lost.'
  const { facts } = object
  const unfilled =
    facts['not null'] !== undefined && !['default', 'identity', 'generated', 'extra'].some((fact) => facts[fact] !== undefined)
  return kind === 'missing' && object.kind === 'column' && unfilled
    ? ' The SQL fails where the table holds rows: fill the column first.'
    : ''
}

const carriedWords = (change: SchemaChange): string => {
  if (!change.carried) return ''
  return change.sql === null ? ' The statements that make the table anew bring it about.' : ' The SQL makes the table anew around its rows.'
}

const difference = (writer: SchemaWriter, model: SchemaModel, change: SchemaChange): SchemaDifference => {
  const object = `${change.object.kind} ${nameOf(model.engine, change.object.path)}`
  const expected = change.expected === null ? null : writer.define(change.expected)
  const found = change.found === null ? null : writer.define(change.found)
  const said = {
    missing: `The ${object} is missing.`,
    unexpected: `The ${object} is not expected.`,
    different: `The ${object} differs: found ${found}, expected ${expected}.`,
  }[change.kind]
  return { object, kind: change.kind, words: said + losing(change) + carriedWords(change), expected, found, sql: change.sql, minor: false }
}

/** What differs, in an order in which the SQL of all of them can run. Empty where the schemas are the same. */
export const compareModels = (writer: SchemaWriter, expected: SchemaModel, found: SchemaModel): SchemaDifference[] => {
  const [wanted, there] = [new Side(expected, writer), new Side(found, writer)]
  const changes = inOrder(withRebuilds(writer, withoutRemade(changesOf(writer, wanted, there)), wanted, there))
  const differences = changes.map((change) => difference(writer, expected, change))
  for (const table of wanted.objects) {
    const other = table.kind === 'table' ? there.at(table) : undefined
    const pair = other === undefined ? null : orders(table, other)
    if (pair === null) continue
    const object = `table ${nameOf(expected.engine, table.path)}`
    const words = `The columns of the ${object} stand in another order. Only statements that name no columns notice.`
    differences.push({ object, kind: 'different', words, expected: pair[0], found: pair[1], sql: null, minor: true })
  }
  return differences
}
