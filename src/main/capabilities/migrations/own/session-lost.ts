import { ProvostError } from '#contract/errors.ts'
import type { LostValue } from '../../../engines/index.ts'
import type { LedgerHow } from '../../../fleet/blueprints/index.ts'
import { byHand } from './by-hand.ts'
import type { StatementPlace } from './statement-problem.ts'

const lost = (place: StatementPlace, what: string, how: LedgerHow): ProvostError => {
  const { version, file, statement, number, of } = place
  return new ProvostError('migration.failed-row', `${version} cannot be gone on with: ${what} went with the session that ended.`, {
    detail: [
      `${file}, line ${statement.line}, statement ${number} of ${of} would get another value, or none, and write it. It was not run.`,
      number === 1 ? 'Nothing of the file was done.' : `The ${number - 1} statements before it are done and stay.`,
    ].join('\n'),
    remedy: byHand(place, how),
  })
}

/** A statement would read what only the session held in which the statements before it were run. */
export const sessionLost = (place: StatementPlace, { what, statement }: LostValue, how: LedgerHow): ProvostError =>
  lost(place, `${what}, of statement ${statement + 1},`, how)

/** The key that the database gave the last new row is told only to the session that wrote it. */
export const lastKeyLost = (place: StatementPlace, how: LedgerHow): ProvostError => lost(place, 'the key of the last row it wrote', how)
