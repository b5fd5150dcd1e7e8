import type { Node, RangeVar } from 'libpg-query'
import type { Found } from '../lint-rules.ts'
import { lintAlterTable } from './lint-alter.ts'
import { lintDrop } from './lint-drops.ts'
import { tableName, typeName } from './lint-schema.ts'
import type { LintState } from './lint-state.ts'

const options = (nodes: readonly Node[] | undefined): readonly string[] =>
  (nodes ?? []).flatMap((node) => ('DefElem' in node ? [node.DefElem.defname ?? ''] : []))

/** ACCESS SHARE up to SHARE UPDATE EXCLUSIVE let others write; from SHARE on they wait. */
const shareLock = 5

const sessionSettings = new Set(['search_path', 'role', 'session_authorization', 'session_replication_role', 'row_security'])

const tablesOf = (relations: readonly Node[] | undefined): readonly string[] =>
  (relations ?? []).flatMap((node) => ('RangeVar' in node ? [tableName(node.RangeVar)] : []))

const lintRows = (node: Node, isOthers: (table: RangeVar | undefined) => boolean, state: LintState, found: Found): void => {
  if ('DeleteStmt' in node && node.DeleteStmt.whereClause === undefined && isOthers(node.DeleteStmt.relation))
    found(
      'delete-without-where',
      'error',
      `All rows of ${tableName(node.DeleteStmt.relation)} are gone.`,
      'Say which rows in a WHERE, after a backup.',
    )
  if ('UpdateStmt' in node && node.UpdateStmt.whereClause === undefined && isOthers(node.UpdateStmt.relation))
    found(
      'update-without-where',
      'warning',
      `All rows of ${tableName(node.UpdateStmt.relation)} are changed in one transaction, each locked until its end.`,
      'Change the rows in batches of a few thousand by their key, in a file marked -- provost: no-transaction.',
    )
  if ('TruncateStmt' in node) {
    const tables = tablesOf(node.TruncateStmt.relations).filter((table) => !state.fresh.has(table))
    if (tables.length === 0) return
    found('truncate', 'error', `All rows of ${tables.join(', ')} are gone.`, 'Delete what is to go by a WHERE, after a backup.')
    if (node.TruncateStmt.behavior === 'DROP_CASCADE')
      found('drop-cascade', 'error', 'Tables whose foreign keys refer there are emptied too.', 'Name each table that is to be emptied.')
  }
}

const lintIndexes = (node: Node, isOthers: (table: RangeVar | undefined) => boolean, found: Found): void => {
  if ('IndexStmt' in node && node.IndexStmt.concurrent !== true && isOthers(node.IndexStmt.relation))
    found(
      'index-without-concurrently',
      'error',
      `Nobody can write to ${tableName(node.IndexStmt.relation)} until the index ${node.IndexStmt.idxname ?? ''} is built.`.replace(
        '  ',
        ' ',
      ),
      'CREATE INDEX CONCURRENTLY in a file of its own marked -- provost: no-transaction.',
    )
  if ('IndexStmt' in node && node.IndexStmt.concurrent === true && node.IndexStmt.if_not_exists === true)
    found(
      'concurrently-if-not-exists',
      'warning',
      `Where an earlier try failed, a broken index ${node.IndexStmt.idxname ?? ''} is there already, and it is taken for done.`,
      'DROP INDEX CONCURRENTLY IF EXISTS before it, and leave IF NOT EXISTS out.',
    )
  if ('ReindexStmt' in node && !options(node.ReindexStmt.params).includes('concurrently'))
    found(
      'reindex-without-concurrently',
      'error',
      'Nobody can write to the table until its index is rebuilt.',
      'REINDEX … CONCURRENTLY in a file marked -- provost: no-transaction.',
    )
}

const lintUpkeep = (node: Node, isOthers: (table: RangeVar | undefined) => boolean, state: LintState, found: Found): void => {
  if ('VacuumStmt' in node && options(node.VacuumStmt.options).includes('full'))
    found(
      'vacuum-full',
      'error',
      'The table is written anew while nobody can read or write it.',
      'Plain VACUUM makes the space usable again; a rewrite beside the work takes an extension such as pg_repack.',
    )
  if ('ClusterStmt' in node)
    found(
      'cluster',
      'error',
      'The table is written anew while nobody can read or write it.',
      'Choose a quiet hour, or an extension that rewrites beside the work.',
    )
  if ('RefreshMatViewStmt' in node && node.RefreshMatViewStmt.concurrent !== true && isOthers(node.RefreshMatViewStmt.relation))
    found(
      'refresh-without-concurrently',
      'error',
      `Nobody can read ${tableName(node.RefreshMatViewStmt.relation)} while it is filled.`,
      'REFRESH MATERIALIZED VIEW CONCURRENTLY, which needs a unique index on it.',
    )
  if ('LockStmt' in node) {
    const tables = tablesOf(node.LockStmt.relations).filter((table) => !state.fresh.has(table))
    if (tables.length > 0)
      found(
        'lock-table',
        (node.LockStmt.mode ?? 8) >= shareLock ? 'error' : 'warning',
        `${tables.join(', ')} stays locked until the whole migration has ended.`,
        'Leave it out: each statement takes the lock it needs, as late as it can.',
      )
  }
}

const lintNames = (node: Node, isOthers: (table: RangeVar | undefined) => boolean, found: Found): void => {
  if ('RenameStmt' in node && isOthers(node.RenameStmt.relation)) {
    const { renameType, relation, subname = '', newname = '' } = node.RenameStmt
    const table = tableName(relation)
    if (renameType === 'OBJECT_TABLE')
      found(
        'rename-table',
        'warning',
        `An application that uses ${table} fails until it knows the name ${newname}.`,
        `Leave a view named ${table} until every application has changed over.`,
      )
    if (renameType === 'OBJECT_COLUMN')
      found(
        'rename-column',
        'warning',
        `An application that uses ${table}.${subname} fails until it knows the name ${newname}.`,
        `Add ${newname}, keep both filled by a trigger, and drop ${subname} when nobody uses it.`,
      )
  }
  if (
    'AlterObjectSchemaStmt' in node &&
    node.AlterObjectSchemaStmt.objectType === 'OBJECT_TABLE' &&
    isOthers(node.AlterObjectSchemaStmt.relation)
  ) {
    const { relation, newschema = '' } = node.AlterObjectSchemaStmt
    found(
      'rename-table',
      'warning',
      `An application that uses ${tableName(relation)} fails until it looks in ${newschema}.`,
      'Leave a view of the old name in the old schema until every application has changed over.',
    )
  }
}

const lintOthers = (node: Node, state: LintState, found: Found): void => {
  if ('TransactionStmt' in node)
    found(
      'transaction-control',
      'error',
      'It would end the transaction that holds the change and its ledger row together.',
      'Take it out; a file that needs none is marked -- provost: no-transaction.',
    )
  if ('DropdbStmt' in node)
    found(
      'schema-drop',
      'error',
      `The whole database ${node.DropdbStmt.dbname ?? ''} is gone.`,
      'Take it out of the migration, and drop the database by hand once a backup of it has been proven.',
    )
  if ('DropOwnedStmt' in node) found('schema-drop', 'error', 'Everything that the role owns here is gone.', 'Drop what is to go by name.')
  if (
    'GrantStmt' in node &&
    node.GrantStmt.is_grant === true &&
    JSON.stringify(node.GrantStmt.grantees ?? []).includes('"ROLESPEC_PUBLIC"')
  )
    found(
      'grant-to-public',
      'warning',
      'Every login of the server gets the right, today’s and tomorrow’s.',
      'Grant it to the role that needs it.',
    )
  const setting = 'VariableSetStmt' in node && node.VariableSetStmt.is_local !== true ? (node.VariableSetStmt.name ?? '') : ''
  const configures = 'SelectStmt' in node && /"set_config".*"search_path"/.test(JSON.stringify(node.SelectStmt.targetList ?? []))
  if (sessionSettings.has(setting) || configures)
    found(
      'session-setting',
      'warning',
      `${configures ? 'search_path' : setting} stays changed for every statement after it, those of other migrations included.`,
      'SET LOCAL, which ends with the transaction, or write names with their schema.',
    )
  if ('DoStmt' in node || 'CallStmt' in node)
    found(
      'unjudged-code',
      'warning',
      'What the code does is known only when it runs: nothing of it was judged.',
      'Write what it changes as statements, where that can be.',
    )
  if ('AlterEnumStmt' in node && state.transactional) {
    const { newVal: value, typeName: type } = node.AlterEnumStmt
    if (value !== undefined && !state.fresh.has(typeName(type))) state.enumValues.add(value)
  }
}

/** One statement, by what the file did before it. */
export const lintStatement = (node: Node, state: LintState, found: Found): void => {
  const isOthers = (table: RangeVar | undefined): boolean =>
    table !== undefined && table.relpersistence !== 't' && !state.fresh.has(tableName(table))
  if ('AlterTableStmt' in node && node.AlterTableStmt.objtype === 'OBJECT_TABLE' && isOthers(node.AlterTableStmt.relation))
    lintAlterTable(tableName(node.AlterTableStmt.relation), node.AlterTableStmt, state, found)
  if ('DropStmt' in node) lintDrop(node.DropStmt, state, found)
  lintRows(node, isOthers, state, found)
  lintIndexes(node, isOthers, found)
  lintUpkeep(node, isOthers, state, found)
  lintNames(node, isOthers, found)
  lintOthers(node, state, found)
}
