import type { TargetResolution } from '#contract/migrations.ts'
import { compareSchemas, type SchemaDifference, type SchemaModel } from '../../../engines/index.ts'
import { toldDifferences } from '../drift/index.ts'

/** What the schemas show of one migration's change. */
export type Evidence = Pick<TargetResolution, 'evidence' | 'words' | 'differences'>

const keyOf = ({ object, kind, expected, found }: SchemaDifference): string => JSON.stringify([object, kind, expected, found])

const without = (differences: readonly SchemaDifference[], others: readonly SchemaDifference[]): readonly SchemaDifference[] => {
  const known = new Set(others.map(keyOf))
  return differences.filter((difference) => !known.has(keyOf(difference)))
}

/**
 * Whether a migration's change is in a schema, told by what the migrations give on an empty database with it and without it. What the
 * schema lacks or has in both cases is another matter, and left out.
 */
export const evidenceOf = (version: string, withIt: SchemaModel, withoutIt: SchemaModel, found: SchemaModel): Evidence => {
  const { engine } = found
  const real = (differences: readonly SchemaDifference[]): readonly SchemaDifference[] => differences.filter(({ minor }) => !minor)
  const change = real(compareSchemas(engine, withIt, withoutIt))
  const fromWith = real(compareSchemas(engine, withIt, found))
  const fromWithout = real(compareSchemas(engine, withoutIt, found))
  const lacking = without(fromWith, fromWithout)
  const added = without(fromWithout, fromWith)
  if (change.length === 0)
    return { evidence: 'none', words: `${version} changes no schema, so a schema cannot show whether it was run.`, differences: [] }
  if (lacking.length === 0 && added.length > 0)
    return { evidence: 'applied', words: `The whole change of ${version} is in the database.`, differences: [] }
  if (added.length === 0 && lacking.length > 0)
    return { evidence: 'not-applied', words: `Nothing of the change of ${version} is in the database.`, differences: [] }
  return {
    evidence: 'partly',
    words: `Part of the change of ${version} is in the database.`,
    differences: toldDifferences(lacking),
  }
}
