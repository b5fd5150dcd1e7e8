import type { LedgerHow } from '../../../fleet/blueprints/index.ts'
import { sameTargets } from '../spelled-out.ts'
import type { StatementPlace } from './statement-problem.ts'

/** What a person does where going on by itself could write what does not belong: one of two, told with the exact commands. */
export const byHand = (
  { version, number, of, file }: Pick<StatementPlace, 'version' | 'number' | 'of' | 'file'>,
  how: LedgerHow,
): readonly string[] => {
  const rest = number === of ? `statement ${number}` : `the statements ${number} to ${of}`
  const done = number === 1 ? 'what it did' : `what the statements before ${number} did`
  const command = (as: 'applied' | 'rolled-back'): string => `provost migrate resolve --migration ${version} --mark ${as}${sameTargets}`
  // A row that is being taken back goes when that is finished, and stands again when it is undone.
  const [finished, undone] = how === 'rollback' ? (['rolled-back', 'applied'] as const) : (['applied', 'rolled-back'] as const)
  return [`Do ${rest} of ${file} by hand, then say so: ${command(finished)}`, `Or undo ${done} by hand, then say so: ${command(undone)}`]
}
