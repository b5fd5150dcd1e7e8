import type { AlterTableCmd, AlterTableStmt, Constraint } from 'libpg-query'
import type { Found } from '../lint-rules.ts'
import { lintAddColumn, lintColumnType } from './lint-columns.ts'
import type { LintState } from './lint-state.ts'

const validates = (table: string, constraint: Constraint, state: LintState, found: Found): void => {
  const { contype, conname = '', skip_validation: later = false, pktable, indexname } = constraint
  const named = conname === '' ? 'the constraint' : conname
  if (contype === 'CONSTR_FOREIGN' && !later) {
    found(
      'constraint-validates',
      'error',
      `All rows of ${table} are checked for ${named} while nobody can write to it or to ${pktable?.relname ?? 'the table it refers to'}.`,
      'Add the foreign key with NOT VALID, and VALIDATE CONSTRAINT in a later migration: that lets others write.',
    )
  }
  if (contype === 'CONSTR_CHECK' && !later)
    found(
      'constraint-validates',
      'error',
      `All rows of ${table} are checked for ${named} while nobody can read or write the table.`,
      'Add the check with NOT VALID, and VALIDATE CONSTRAINT in a later migration: that lets others read and write.',
    )
  if ((contype === 'CONSTR_UNIQUE' || contype === 'CONSTR_PRIMARY') && indexname === undefined)
    found(
      'unique-constraint-builds-index',
      'error',
      `The index of ${named} is built while nobody can read or write ${table}.`,
      'CREATE UNIQUE INDEX CONCURRENTLY in a no-transaction file, then ADD CONSTRAINT … USING INDEX.',
    )
  if (contype === 'CONSTR_EXCLUSION')
    found(
      'unique-constraint-builds-index',
      'error',
      `The index of the exclusion ${named} is built while nobody can read or write ${table}.`,
      'PostgreSQL has no way to build it beside the work: choose a quiet hour and say so in a waiver.',
    )
  if (later && (contype === 'CONSTR_CHECK' || contype === 'CONSTR_FOREIGN')) state.addedUnchecked.add(`${table}.${conname}`)
}

const rewrites: Readonly<Partial<Record<NonNullable<AlterTableCmd['subtype']>, readonly ['set-logged' | 'storage-move', string]>>> = {
  AT_SetLogged: ['set-logged', 'is written anew as a logged table'],
  AT_SetUnLogged: ['set-logged', 'is written anew as an unlogged table, and would be empty after a crash,'],
  AT_SetTableSpace: ['storage-move', 'is copied to another tablespace'],
  AT_SetAccessMethod: ['storage-move', 'is written anew for another access method'],
}

const lintCommand = (table: string, command: AlterTableCmd, state: LintState, found: Found): void => {
  const { subtype, name = '', def, behavior } = command
  const column = def !== undefined && 'ColumnDef' in def ? def.ColumnDef : null
  const rewrite = subtype === undefined ? undefined : rewrites[subtype]
  if (subtype === 'AT_AddColumn' && column !== null) lintAddColumn(table, column, found)
  else if (subtype === 'AT_AlterColumnType' && column !== null) lintColumnType(table, name, column, state.known, found)
  else if (subtype === 'AT_DropColumn') {
    found(
      'column-drop',
      'error',
      `The values of ${table}.${name} are gone, and an application that still reads the column fails.`,
      'Release an application that no longer uses the column first, take a backup, then drop it.',
    )
    if (behavior === 'DROP_CASCADE')
      found(
        'drop-cascade',
        'error',
        `Views and constraints that use ${table}.${name} are dropped with it.`,
        'Name and drop each of them before.',
      )
  } else if (subtype === 'AT_SetNotNull' && !state.known.neverNull(table, name))
    found(
      'set-not-null-scan',
      'error',
      `All rows of ${table} are read for nulls in ${name} while nobody can read or write the table.`,
      `ADD CONSTRAINT … CHECK (${name} IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT in a later migration, then SET NOT NULL: it takes the check for proof.`,
    )
  else if (subtype === 'AT_AddConstraint' && def !== undefined && 'Constraint' in def) validates(table, def.Constraint, state, found)
  else if (subtype === 'AT_ValidateConstraint' && state.transactional && state.addedUnchecked.has(`${table}.${name}`))
    found(
      'constraint-validated-in-same-transaction',
      'error',
      `The lock of adding ${name} is held while all rows of ${table} are checked, which is what NOT VALID was to avoid.`,
      'Validate the constraint in the next migration.',
    )
  else if (subtype === 'AT_DropConstraint')
    found(
      'constraint-drop',
      'warning',
      `Nothing keeps the rows of ${table} to ${name} from now on.`,
      'Make sure that no application relies on it.',
    )
  else if (subtype === 'AT_AttachPartition')
    found(
      'attach-partition-scan',
      'warning',
      `The partition is locked and all its rows are read, unless a valid check constraint says that they fit.`,
      'Give the partition a CHECK constraint like its bounds, NOT VALID and then validated, before it is attached.',
    )
  else if (rewrite !== undefined)
    found(
      rewrite[0],
      'error',
      `${table} ${rewrite[1]} while nobody can read or write it.`,
      'Make a new table as wanted, copy the rows in batches, and change over; or choose a quiet hour.',
    )
}

/** ALTER TABLE on a table that others use. */
export const lintAlterTable = (table: string, { cmds = [] }: AlterTableStmt, state: LintState, found: Found): void => {
  for (const command of cmds) if ('AlterTableCmd' in command) lintCommand(table, command.AlterTableCmd, state, found)
}
