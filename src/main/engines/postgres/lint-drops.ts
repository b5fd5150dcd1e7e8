import type { DropStmt, Node } from 'libpg-query'
import type { Found } from '../lint-rules.ts'
import type { LintState } from './lint-state.ts'

const nameOf = (object: Node): string => {
  const names = 'List' in object ? (object.List.items ?? []) : [object]
  const parts = names.flatMap((node) => ('String' in node ? [node.String.sval ?? ''] : []))
  return parts[0] === 'public' && parts.length === 2 ? (parts[1] ?? '') : parts.join('.')
}

/** DROP of anything; what the file itself made may go. */
export const lintDrop = ({ objects = [], removeType, behavior, concurrent }: DropStmt, state: LintState, found: Found): void => {
  const names = objects.map(nameOf).filter((name) => !state.fresh.has(name))
  if (names.length === 0) return
  const what = names.join(', ')
  if (removeType === 'OBJECT_TABLE') {
    found(
      'table-drop',
      'error',
      `All rows of ${what} are gone.`,
      'Release an application that no longer uses the table, rename it for a while, take a backup, then drop it.',
    )
  }
  if (removeType === 'OBJECT_SCHEMA')
    found('schema-drop', 'error', `Everything in the schema ${what} is gone.`, 'Drop what is in it by name, after a backup.')
  if (removeType === 'OBJECT_INDEX' && concurrent !== true)
    found(
      'drop-index-without-concurrently',
      'warning',
      `Dropping ${what} waits for an exclusive lock on its table, and everybody behind it waits too.`,
      'DROP INDEX CONCURRENTLY in a file marked -- provost: no-transaction.',
    )
  if (behavior === 'DROP_CASCADE')
    found(
      'drop-cascade',
      'error',
      `Whatever depends on ${what} is dropped with it, named nowhere.`,
      'Name and drop each dependent object before.',
    )
}
