import { ProvostError } from '#contract/errors.ts'
import type { PlanStep } from '#contract/query-plan.ts'
import type { Cell } from '#contract/values.ts'
import { readOnly } from './problems.ts'
import type { SqlDialect } from './sql-tokens.ts'
import { firstWord } from './statement-words.ts'

/** How an engine is asked for the plan of a statement, and what its answer says. */
export interface Plans {
  /** The statement that asks. `measured` runs the statement inside it. */
  ask(sql: string, measured: boolean): string
  read(rows: readonly (readonly Cell[])[]): { readonly steps: PlanStep[]; readonly text: string }
}

export const noFigures = { cost: null, rows: null, actualRows: null, ms: null }

export const figure = (value: unknown): number | null => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) ? number : null
}

/** A JSON document out of a plan's only cell. */
export const onlyDocument = (rows: readonly (readonly Cell[])[]): { readonly text: string; readonly document: unknown } => {
  const cell = rows[0]?.[0]
  if (typeof cell !== 'string')
    throw new ProvostError('query.failed', 'The plan is too large to be read, or the database gave none.', {
      remedy: ['Ask for the plan of a smaller statement.'],
    })
  return { text: cell, document: JSON.parse(cell) as unknown }
}

const reading: ReadonlySet<string> = new Set(['select', 'with', 'values', 'table'])

/**
 * Only what reads is explained: a plan that is measured runs the statement, and what follows the word EXPLAIN could say so itself.
 * @throws ProvostError `query.read-only`
 */
export const refuseUnreadable = (sql: string, dialect: SqlDialect): void => {
  const word = firstWord(sql, dialect)
  if (reading.has(word)) return
  if (word === 'explain' || word === 'analyze') throw readOnly('The text begins with EXPLAIN itself. Give the statement alone.')
  throw readOnly(word === '' ? 'There is no statement in that text.' : `${word.toUpperCase()} is not a statement that reads.`)
}
