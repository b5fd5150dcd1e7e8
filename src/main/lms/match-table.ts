import type { TableReference } from '#contract/tables.ts'
import type { ValueKind } from '#contract/values.ts'
import type { CatalogTable } from '../engines/index.ts'
import type { EntityPlan, FieldPlan } from './adapter.ts'
import { bare, withoutEncryption, withoutPrefix } from './names.ts'

type CatalogColumn = CatalogTable['columns'][number]

/** The column a field was found in. */
export interface FieldPlace {
  readonly column: string
  readonly type: string
  readonly kind: ValueKind
}

/** The table an entity was found in, and its fields by the console's names. */
export interface EntityPlace {
  readonly table: TableReference
  readonly fields: Readonly<Record<string, FieldPlace>>
  /** Fields that are there and unreadable, because the LMS encrypted them. */
  readonly encrypted: readonly string[]
}

export interface TableMatch {
  readonly place: EntityPlace
  readonly score: number
}

const namesOf = ({ documented, synonyms = [] }: Pick<FieldPlan, 'documented' | 'synonyms'>): string[] =>
  [...(documented === null ? [] : [documented]), ...synonyms].map(bare)

/** How well a table's name says what it is: documented, known otherwise, known behind a prefix, or not at all. */
const nameScore = (plan: EntityPlan, name: string): number | null => {
  if (plan.documented !== null && bare(name) === bare(plan.documented)) return 3
  const names = namesOf(plan)
  if (names.includes(bare(name))) return 2
  const rest = withoutPrefix(name)
  return rest !== null && names.includes(rest) ? 1 : null
}

const findColumn = (plan: FieldPlan, columns: readonly CatalogColumn[]): CatalogColumn | null => {
  for (const name of namesOf(plan)) {
    const found = columns.find((column) => bare(column.name) === name && plan.kinds.includes(column.kind))
    if (found !== undefined) return found
  }
  return null
}

const isEncrypted = (plan: FieldPlan, columns: readonly CatalogColumn[]): boolean => {
  if (plan.personal !== true) return false
  const names = namesOf(plan)
  return columns.some((column) => {
    const plain = withoutEncryption(column.name)
    return (plain !== null && names.includes(plain)) || (column.kind === 'bytes' && names.includes(bare(column.name)))
  })
}

/** Whether a table is what the plan describes, and how surely; null where it only has a like name, or not even that. */
export const matchTable = (plan: EntityPlan, table: CatalogTable): TableMatch | null => {
  const named = nameScore(plan, table.name)
  if (named === null) return null
  const fields: Record<string, FieldPlace> = {}
  const encrypted: string[] = []
  let score = named
  for (const [name, fieldPlan] of Object.entries(plan.fields)) {
    const column = findColumn(fieldPlan, table.columns)
    if (column !== null) {
      fields[name] = { column: column.name, type: column.type, kind: column.kind }
      score += fieldPlan.documented !== null && bare(column.name) === bare(fieldPlan.documented) ? 3 : 2
    } else if (isEncrypted(fieldPlan, table.columns)) {
      encrypted.push(name)
      score += 1
    }
  }
  const complete = plan.required.every((choices) => choices.some((name) => fields[name] !== undefined || encrypted.includes(name)))
  if (!complete) return null
  // A view over the same columns must not win against the table behind it.
  if (table.kind === 'view' || table.kind === 'materialized-view') score -= 2
  return { place: { table: { schema: table.schema, name: table.name }, fields, encrypted }, score }
}
