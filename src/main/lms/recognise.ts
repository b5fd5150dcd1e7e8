import type { CatalogTable } from '../engines/index.ts'
import { aada } from './aada.ts'
import type { AdapterPlan, EntityName, EntityPlan } from './adapter.ts'
import { type EntityPlace, matchTable, type TableMatch } from './match-table.ts'

/** What a database was recognised as: where each thing is, and what of the documented schema it lacks. */
export interface Recognition {
  readonly adapter: string
  /** In the document's words: `refunds` for a table, `withdrawals.admin_notes` for a column. */
  readonly missing: readonly string[]
  readonly entities: Readonly<Partial<Record<EntityName, EntityPlace>>>
}

const adapters: readonly AdapterPlan[] = [aada]

export const adapterPlan = (id: string): AdapterPlan | undefined => adapters.find((adapter) => adapter.id === id)

type Candidates = ReadonlyMap<EntityPlan, readonly TableMatch[]>

const candidatesIn = (plan: AdapterPlan, catalog: readonly CatalogTable[]): Candidates =>
  new Map(
    plan.entities.map((entity) => [
      entity,
      catalog.flatMap((table) => {
        const match = matchTable(entity, table)
        return match === null ? [] : [match]
      }),
    ]),
  )

/** How much of the LMS each schema holds: of two equal tables the one among more of its kind is meant. */
const schemaScores = (candidates: Candidates): ReadonlyMap<string | null, number> => {
  const scores = new Map<string | null, number>()
  for (const matches of candidates.values()) {
    for (const { place, score } of matches) scores.set(place.table.schema, (scores.get(place.table.schema) ?? 0) + score)
  }
  return scores
}

const choose = (matches: readonly TableMatch[], schemas: ReadonlyMap<string | null, number>): EntityPlace | null => {
  const [best] = matches.toSorted(
    (one, other) =>
      other.score - one.score ||
      (schemas.get(other.place.table.schema) ?? 0) - (schemas.get(one.place.table.schema) ?? 0) ||
      Number(other.place.table.schema === 'public') - Number(one.place.table.schema === 'public') ||
      `${one.place.table.schema}.${one.place.table.name}`.localeCompare(`${other.place.table.schema}.${other.place.table.name}`, 'en'),
  )
  return best?.place ?? null
}

const missingFields = (plan: EntityPlan, place: EntityPlace, hasRoles: boolean): string[] =>
  Object.entries(plan.fields).flatMap(([name, { documented, instead }]) => {
    if (documented === null || place.fields[name] !== undefined) return []
    if (instead?.every((other) => place.fields[other] !== undefined)) return []
    // Roles in a join table are roles.
    if (plan.entity === 'people' && name === 'role' && hasRoles) return []
    return [`${plan.documented}.${documented}`]
  })

/** Roles kept in a join table can be read where the role's name is there, or the table that names it. */
const withReadableRoles = (entities: Partial<Record<EntityName, EntityPlace>>): boolean =>
  entities.personRoles !== undefined && (entities.personRoles.fields['role'] !== undefined || entities.roles !== undefined)

const recogniseAs = (
  plan: AdapterPlan,
  catalog: readonly CatalogTable[],
): { readonly recognition: Recognition; readonly score: number } | null => {
  const candidates = candidatesIn(plan, catalog)
  const schemas = schemaScores(candidates)
  const entities: Partial<Record<EntityName, EntityPlace>> = {}
  let score = 0
  for (const [entity, matches] of candidates) {
    const place = choose(matches, schemas)
    if (place === null) continue
    entities[entity.entity] = place
    score += entity.weight
  }
  if (score < plan.least || !plan.needs.every((choices) => choices.some((name) => entities[name] !== undefined))) return null
  const hasRoles = withReadableRoles(entities)
  const missing = plan.entities.flatMap((entity) => {
    if (entity.documented === null) return []
    const place = entities[entity.entity]
    return place === undefined ? [entity.documented] : missingFields(entity, place, hasRoles)
  })
  return { recognition: { adapter: plan.id, missing, entities }, score }
}

/**
 * Which LMS a database holds, by its tables and columns alone, whatever its schemas are called; null where it is none that is
 * known. What differs from the documented schema is mapped where its name and type leave no doubt, and named as missing otherwise.
 */
export const recognise = (catalog: readonly CatalogTable[]): Recognition | null => {
  const found = adapters.flatMap((plan) => recogniseAs(plan, catalog) ?? [])
  return found.toSorted((one, other) => other.score - one.score)[0]?.recognition ?? null
}
