import type { TableReference } from '#contract/tables.ts'
import type { EntityName, TableGroup } from './adapter.ts'
import { adapterPlan, type Recognition } from './recognise.ts'

/** What a table holds, in the console's words; null where the database was not recognised. */
export const groupOf = (recognition: Recognition | null, table: TableReference): TableGroup | null => {
  if (recognition === null) return null
  const found = Object.entries(recognition.entities).find(
    ([, place]) => place.table.schema === table.schema && place.table.name === table.name,
  )
  const entity = found?.[0] as EntityName | undefined
  return adapterPlan(recognition.adapter)?.entities.find((plan) => plan.entity === entity)?.group ?? 'Other'
}
