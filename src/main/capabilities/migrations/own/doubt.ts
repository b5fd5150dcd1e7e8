import { createHash } from 'node:crypto'
import { ProvostError } from '#contract/errors.ts'
import { evidenceOf, type SchemaSession, type SqlStatement } from '../../../engines/index.ts'
import type { LedgerHow } from '../../../fleet/blueprints/index.ts'
import { byHand } from './by-hand.ts'
import type { StatementPlace } from './statement-problem.ts'

/** In the ledger's row instead of evidence: what was begun is code, or wrote rows that no rollback takes back, and none can tell how far it came. */
export const codeBegun = 'code'

const hashOf = (text: string): string =>
  createHash('sha256').update(text.replaceAll('\r\n', '\n').trim(), 'utf8').digest('hex').slice(0, 16)

/** The text that a session was asked for, as it stands in a column of 255 characters: itself, or where it is no such text a hash. */
const noted = (runs: string): string => (/^[\x20-\x7e]{1,200}$/.test(runs) ? runs : `#${hashOf(runs)}`)

/**
 * What the ledger's row says while a statement runs that cannot be rolled back: which one it is, and how what it names stood before it. For
 * one whose text the session holds the text, too: the next session may hold another in its place.
 */
export const beganEvidence = async (session: SchemaSession, { text, asks, runs }: SqlStatement): Promise<string> => {
  const state = `${hashOf(text)}:${await evidenceOf(session, runs ?? text)}`
  return asks === undefined || runs === undefined ? state : `${state}:${noted(runs)}`
}

/** Code, or a statement that no rollback takes back, was begun and is not known to have ended: run again, it might do twice what it did. */
export const codeInDoubt = (place: StatementPlace, how: LedgerHow, why: string, cause?: unknown): ProvostError => {
  const { version, file, statement, number, of } = place
  return new ProvostError('migration.failed-row', `How much statement ${number} of ${version} did is not known, so it is not run again.`, {
    detail: [
      why,
      `${file}, line ${statement.line}, statement ${number} of ${of}: ${statement.text.replaceAll(/\s+/g, ' ').trim().slice(0, 160)}`,
      statement.unforeseeable ? 'It is code that may commit in its middle.' : '',
      number === 1 ? '' : `The ${number - 1} statements before it are done and stay.`,
    ]
      .filter((line) => line !== '')
      .join('\n'),
    remedy: ['Look in the database for what it did.', ...byHand(place, how)],
    cause,
  })
}

const changedMeanwhile = (place: StatementPlace, how: LedgerHow): ProvostError => {
  const { version, file, statement, number } = place
  return new ProvostError(
    'migration.failed-row',
    `Whether statement ${number} of ${version} has happened cannot be told: it is another now.`,
    {
      detail:
        statement.asks === undefined
          ? `It was under way when everything ended, and ${file}, line ${statement.line}, was changed since.`
          : `It was under way when everything ended, and what ${file}, line ${statement.line}, would run now is another text.`,
      remedy: ['Put the statement back as it was, and apply again: it is then told by what stands in the database.', ...byHand(place, how)],
    },
  )
}

/**
 * Whether a statement that cannot be rolled back, and was under way when everything ended, has happened: told by whether what it
 * names stands as it stood before. The tenant's lock is held, so nobody else of ours changed it meanwhile.
 * @throws ProvostError `migration.failed-row` where that cannot be told
 */
export const hasHappened = async (session: SchemaSession, place: StatementPlace, evidence: string, how: LedgerHow): Promise<boolean> => {
  if (evidence === codeBegun) throw codeInDoubt(place, how, 'It was under way when everything ended.')
  const { text, runs } = place.statement
  const [began, before, ...rest] = evidence.split(':')
  const ran = rest.length === 0 ? (runs ?? text) : rest.join(':')
  if (began !== hashOf(text)) throw changedMeanwhile(place, how)
  if (!ran.startsWith('#')) return (await evidenceOf(session, ran)) !== before
  if (runs === undefined || noted(runs) !== ran) throw changedMeanwhile(place, how)
  return (await evidenceOf(session, runs)) !== before
}
