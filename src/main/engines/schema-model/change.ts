import { type SchemaObject, type SchemaObjectKind, schemaObjectKinds } from './model.ts'

/** A difference before it is put into words. */
export interface SchemaChange {
  readonly kind: 'missing' | 'unexpected' | 'different'
  /** As expected; as found where it was not expected. */
  readonly object: SchemaObject
  readonly expected: SchemaObject | null
  readonly found: SchemaObject | null
  readonly sql: string | null
  /** A statement that makes the object: what it names must be there before it, and may be dropped only after it. */
  readonly making: string
  /** True where it is brought about by the statements of another change. */
  readonly carried: boolean
}

const dropFirst: readonly SchemaObjectKind[] = [
  'trigger',
  'rule',
  'policy',
  'event',
  'view',
  'materialized view',
  'foreign key',
  'index',
  'constraint',
]
const dropLast: readonly SchemaObjectKind[] = ['column', 'table', 'routine', 'sequence', 'type', 'extension', 'schema']

/** Kinds that others name in their definitions. */
const named: ReadonlySet<SchemaObjectKind> = new Set(['type', 'sequence', 'table', 'routine', 'view', 'materialized view'])

/** What leans on others goes first, then what is new or changed, then what nothing leans on any more. */
const rankOf = ({ kind, object, carried }: SchemaChange): number => {
  if (kind !== 'unexpected' || carried) return 100 + schemaObjectKinds.indexOf(carried ? 'table' : object.kind)
  const first = dropFirst.indexOf(object.kind)
  return first === -1 ? 200 + dropLast.indexOf(object.kind) : first
}

/** Whether a definition names something, as a whole word. */
export const mentions = (text: string, name: string): boolean => {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + 1)) {
    if (!/[\w$]/.test(text[at - 1] ?? ' ') && !/[\w$]/.test(text[at + name.length] ?? ' ')) return true
  }
  return false
}

/** A routine's name comes with its arguments. */
const ownName = ({ kind, path }: SchemaObject): string => {
  const name = path.at(-1) ?? ''
  return kind === 'routine' ? name.slice(0, Math.max(name.indexOf('('), 1)) : name
}

/** In an order in which their SQL can run: by kind, and by what names what. */
export const inOrder = (changes: readonly SchemaChange[]): SchemaChange[] => {
  const sorted = changes
    .map((change, place) => ({ change, place, rank: rankOf(change) }))
    .sort((a, b) => a.rank - b.rank || a.place - b.place)
    .map(({ change }) => change)
  const targets = sorted.filter(({ object }) => named.has(object.kind))
  const done = new Set<SchemaChange>()
  const ordered: SchemaChange[] = []
  const visit = (change: SchemaChange): void => {
    if (done.has(change)) return
    done.add(change)
    const dropped = change.kind === 'unexpected'
    for (const other of targets) {
      if (
        other === change ||
        done.has(other) ||
        (other.kind === 'unexpected') !== dropped ||
        rankOf(other) >= 200 !== rankOf(change) >= 200
      )
        continue
      const before = dropped ? mentions(other.making, ownName(change.object)) : mentions(change.making, ownName(other.object))
      if (before) visit(other)
    }
    ordered.push(change)
  }
  for (const change of sorted) visit(change)
  return ordered
}
