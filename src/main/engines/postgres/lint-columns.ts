import type { ColumnDef, Constraint } from 'libpg-query'
import type { Found } from '../lint-rules.ts'
import { constraintsOf, defaultKind, defaultOf } from './lint-defaults.ts'
import type { KnownSchema } from './lint-schema.ts'
import { columnType, mayBeFree, typeChange, typeWords } from './lint-types.ts'

const serials = new Set(['serial', 'serial2', 'serial4', 'serial8', 'smallserial', 'bigserial'])

const addValues = (table: string, column: ColumnDef, found: Found): void => {
  const name = column.colname ?? ''
  const constraints = constraintsOf(column)
  const has = (type: Constraint['contype']): boolean => constraints.some(({ contype }) => contype === type)
  const { name: type } = columnType(column.typeName)
  const stored = constraints.some(({ contype, generated_kind: kind }) => contype === 'CONSTR_GENERATED' && kind !== 'v')
  if (serials.has(type) || has('CONSTR_IDENTITY') || stored) {
    const safeWay = stored
      ? `Add ${name} as a plain column, let a trigger fill it for new rows, and fill the old rows in batches.`
      : `Add ${name} as a plain nullable column, set its default to nextval of a sequence, and fill the old rows in batches.`
    found(
      'generated-column-rewrite',
      'error',
      `Every row of ${table} is written anew to hold its own ${name}, under a lock that stops readers and writers.`,
      safeWay,
    )
    return
  }
  const expression = defaultOf(column)
  const virtual = has('CONSTR_GENERATED')
  if (expression === null) {
    if (has('CONSTR_NOTNULL') && !virtual)
      found(
        'not-null-without-default',
        'error',
        `Adding ${table}.${name} fails as soon as the table holds a row: the new column would be null in it.`,
        'Give it a default, or add it nullable, fill it in batches, and set NOT NULL in a later migration.',
      )
    return
  }
  const kind = defaultKind(expression)
  if (kind === 'once') return
  const message =
    kind === 'each row'
      ? `The default of ${table}.${name} differs from row to row, so the whole table is written anew under an exclusive lock.`
      : `The default of ${table}.${name} calls a function; unless that is STABLE or IMMUTABLE, the whole table is written anew under an exclusive lock.`
  const safeWay = `Add ${name} without a default, set the default by ALTER COLUMN … SET DEFAULT, then fill the old rows in batches.`
  found('volatile-default-rewrite', kind === 'each row' ? 'error' : 'warning', message, safeWay)
}

/** A column is added to a table that may hold rows. */
export const lintAddColumn = (table: string, column: ColumnDef, found: Found): void => {
  const name = column.colname ?? ''
  addValues(table, column, found)
  for (const { contype } of constraintsOf(column)) {
    if (contype === 'CONSTR_UNIQUE' || contype === 'CONSTR_PRIMARY')
      found(
        'unique-constraint-builds-index',
        'error',
        `The index of the key on ${table}.${name} is built while nobody can read or write the table.`,
        'Add the column plainly, CREATE UNIQUE INDEX CONCURRENTLY in a no-transaction file, then ADD CONSTRAINT … USING INDEX.',
      )
    // A foreign key on a new column without default is taken as valid without a look: all its values are null.
    if (contype === 'CONSTR_CHECK' || (contype === 'CONSTR_FOREIGN' && defaultOf(column) !== null))
      found(
        'constraint-validates',
        'error',
        `All rows of ${table} are checked for the constraint on ${name} while the table is locked.`,
        'Add the column plainly, then the constraint with NOT VALID, and VALIDATE CONSTRAINT in a later migration.',
      )
  }
}

/** A column takes another type. */
export const lintColumnType = (table: string, name: string, column: ColumnDef, known: KnownSchema, found: Found): void => {
  const to = columnType(column.typeName)
  const from = known.typeOf(table, name)
  const change = from === null ? null : typeChange(from, to)
  const safeWay = `Add a new column of type ${typeWords(to)}, keep both filled by a trigger, fill the old rows in batches, and change over in a later migration.`
  if (change === 'free' && column.raw_default === undefined) return
  if (change === 'narrower' && from !== null) {
    found(
      'type-narrowing',
      'error',
      `${table}.${name} goes from ${typeWords(from)} to ${typeWords(to)}, which holds less: values are cut or refused, and the table is written anew under an exclusive lock.`,
      'Check the values first; keep the wider type with a CHECK constraint NOT VALID, validated later.',
    )
    return
  }
  if (change === null && mayBeFree(to) && column.raw_default === undefined) {
    found(
      'type-change-rewrite',
      'warning',
      `${table}.${name} becomes ${typeWords(to)}; unless it is a varchar or text now, the whole table is written anew under an exclusive lock.`,
      safeWay,
    )
    return
  }
  found(
    'type-change-rewrite',
    'error',
    `${table} is written anew, with all its indexes, to make ${name} ${typeWords(to)}, while nobody can read or write it.`,
    safeWay,
  )
}
