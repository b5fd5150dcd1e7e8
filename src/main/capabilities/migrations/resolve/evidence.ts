import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { TargetResolution } from '#contract/migrations.ts'
import { compareSchemas, type SchemaDifference, type SchemaModel } from '../../../engines/index.ts'
import { toldDifferences } from '../drift/index.ts'
import type { WhatSchemasTell } from './what-schemas-tell.ts'

/** What the schemas show of one migration's change. */
export type Evidence = Pick<TargetResolution, 'evidence' | 'words' | 'differences'>

const keyOf = ({ object, kind, expected, found }: SchemaDifference): string => JSON.stringify([object, kind, expected, found])

const without = (differences: readonly SchemaDifference[], others: readonly SchemaDifference[]): readonly SchemaDifference[] => {
  const known = new Set(others.map(keyOf))
  return differences.filter((difference) => !known.has(keyOf(difference)))
}

/** What was found out of a migration in doubt. */
export interface Clues {
  /** What the migrations give on an empty database with it; where they fail there, how. */
  readonly withIt: SchemaModel | ProvostError
  readonly withoutIt: SchemaModel
  readonly found: SchemaModel
  readonly tells: WhatSchemasTell
}

const real = (engine: EngineKind, ...[one, other]: readonly [SchemaModel, SchemaModel]): readonly SchemaDifference[] =>
  compareSchemas(engine, one, other).filter(({ minor }) => !minor)

const onlyRows = (version: string): Evidence => ({
  evidence: 'none',
  words: `${version} changes no schema, so a schema cannot show whether it was run.`,
  differences: [],
})

/** What a schema shows, where it can speak for the rows as well. */
const shown = (version: string, evidence: 'applied' | 'not-applied', { rows, takingBack, begun }: WhatSchemasTell): Evidence => {
  const words =
    evidence === 'applied'
      ? `The whole change of ${version} is in the database.`
      : `Nothing of the change of ${version} is in the database.`
  const beside = rows
    ? `${takingBack ? 'its way back' : 'it'} also changes rows, or runs code, and how far that came no schema can show.`
    : takingBack && begun && evidence === 'applied'
      ? 'statements of its way back were done of which the schema shows nothing.'
      : null
  if (beside === null) return { evidence, words, differences: [] }
  return { evidence: 'none', words: `As far as the schema shows: ${words} But ${beside}`, differences: [] }
}

/** Where it fails on an empty database as well, only what stood before it can be held against the database. */
const besideFailure = (version: string, failure: ProvostError, { withoutIt, found, tells }: Clues): Evidence => {
  const added = real(found.engine, withoutIt, found)
  if (added.length === 0) return tells.schema ? shown(version, 'not-applied', tells) : onlyRows(version)
  return {
    evidence: 'partly',
    words:
      `The schema is not as it was before ${version}, by the differences below; with the whole of it there is none to compare: ${failure.title} ${failure.detail}`.trim(),
    differences: toldDifferences(added),
  }
}

/**
 * Whether a migration's change is in a schema, told by what the migrations give on an empty database with it and without it. What the
 * schema lacks or has in both cases is another matter, and left out.
 */
export const evidenceOf = (version: string, clues: Clues): Evidence => {
  const { withIt, withoutIt, found, tells } = clues
  if (withIt instanceof ProvostError) return besideFailure(version, withIt, clues)
  const { engine } = found
  const fromWith = real(engine, withIt, found)
  const fromWithout = real(engine, withoutIt, found)
  const lacking = without(fromWith, fromWithout)
  const added = without(fromWithout, fromWith)
  if (real(engine, withIt, withoutIt).length === 0) return onlyRows(version)
  if (lacking.length === 0 && added.length > 0) return shown(version, 'applied', tells)
  if (added.length === 0 && lacking.length > 0) return shown(version, 'not-applied', tells)
  return {
    evidence: 'partly',
    words: `Part of the change of ${version} is in the database.`,
    differences: toldDifferences(lacking),
  }
}
