import { z } from 'zod'
import { ProvostError } from '#contract/errors.ts'
import { beginAgain, longerRun, resumeRun, sameTargets } from '../spelled-out.ts'
import type { WorkOn } from '../tool.ts'

/** What env.py broke off with, as our own env.py wrote it down before it let the failure go on. */
const writtenFailure = z.object({
  kind: z.string(),
  /** The database's own: an SQLSTATE, a number of MySQL's, a name of SQLite's. */
  code: z.string().nullable(),
  message: z.string(),
  statement: z.string().nullable(),
  /** The file of a revision, and the line. */
  place: z.string().nullable(),
  revision: z.string().nullable(),
  /** Changes of the broken-off revision that stay in the database. */
  kept: z.number(),
})
export type AlembicFailure = z.infer<typeof writtenFailure>

export const readFailure = (text: string, redact: (text: string) => string): AlembicFailure => {
  const { message, statement, ...failure } = writtenFailure.parse(JSON.parse(text))
  return { ...failure, message: redact(message), statement: statement === null ? null : redact(statement) }
}

/** A lock that was not had in time, and deadlocks, which end for one of the two by themselves. */
const lockCodes = new Set(['55P03', '40P01', '1205', '1213', 'SQLITE_BUSY', 'SQLITE_LOCKED'])
/** Python before 3.11 has no codes of SQLite. */
const lockedFile = /^database (?:table )?is locked/

const isLocked = ({ code, message }: AlembicFailure): boolean => (code === null ? lockedFile.test(message) : lockCodes.has(code))

/** The limit that a statement was given, kept by PostgreSQL and by MariaDB. */
const timeoutCodes = new Set(['57014', '1969'])

const longestStatement = 300

/** The cause, as a person needs it: what the database said, where in which revision. */
const causeOf = ({ kind, code, message, statement, place }: AlembicFailure): string =>
  [
    `${kind}${code === null ? '' : ` ${code}`}: ${message}`,
    ...(place === null ? [] : [place]),
    ...(statement === null ? [] : [statement.replaceAll(/\s+/g, ' ').trim().slice(0, longestStatement)]),
  ].join('\n')

/** The line that tells a failure which never came to env.py: alembic's own word, or the last of what Python says. */
const told = /^(?:ERROR\s.*|FAILED: .+|(?:\w+\.)*\w+(?:Error|Exception|Exit|Interrupt|Warning)(?:: .*)?)$/

const lastWords = (said: readonly string[]): string | null => said.findLast((line) => told.test(line.trim())) ?? said.at(-1) ?? null

/** A lock that was not had, for the retries around alembic to see: nothing of the revision is in the database. */
const lockNotHad = (failure: AlembicFailure, command: string): ProvostError =>
  new ProvostError('connection.busy', `alembic ${command} did not get a lock in time.`, { detail: causeOf(failure), retryable: true })

/** A lock that was not had behind changes that stay: begun again, the revision would make them twice. */
const lockNotHadBehindChanges = (failure: AlembicFailure, work: WorkOn, command: string): ProvostError =>
  new ProvostError('migration.lock-timeout', `alembic ${command} did not get its lock for ${work.label}, in the middle of a revision.`, {
    detail: `${causeOf(failure)}\nNot tried again: ${failure.kept === 1 ? 'one change' : `${failure.kept} changes`} of the revision went before it and ${failure.kept === 1 ? 'stays' : 'stay'} in the database, so that the revision as it is cannot begin again.`,
    remedy: [
      'Undo what the revision has done by hand, or finish it by hand and mark it.',
      `Where it was finished by hand: provost migrate baseline --to ${failure.revision ?? 'REVISION'}${sameTargets}`,
      'Then go on when the work that holds the table is done, or give it longer: --lock-timeout MS',
    ],
  })

/** Which of Provost's commands ran alembic's. */
const actOf = (command: string): 'apply' | 'rollback' => (command.startsWith('downgrade') ? 'rollback' : 'apply')

const missingSetting = /^KeyError|environment variable|^ModuleNotFoundError/m

const otherFailure = (detail: string, place: string | null, { label }: WorkOn, command: string): ProvostError =>
  new ProvostError('migration.tool-failed', `alembic ${command} failed for ${label}.`, {
    detail,
    remedy: [
      ...(missingSetting.test(detail)
        ? [
            'env.py needs something that is not here: Provost hands on no environment of its own. Put what it needs into the project’s .env.',
          ]
        : []),
      `Mend the cause${place === null ? '' : ` in ${place}`}; the target’s log has all that alembic said.`,
      `See where the database stands: without transactions, part of a revision may be in it. provost migrate status${sameTargets}`,
      `After mending this database, go on: ${resumeRun}`,
      `After mending a revision’s file, begin a new run (a resumed one refuses files that were changed): ${beginAgain[actOf(command)]}`,
    ],
  })

/** How alembic's failure is told: by its cause, in the codes that failures of Provost's own files have. */
export const alembicProblem = (
  failure: AlembicFailure | null,
  work: WorkOn,
  command: string,
  end: { readonly said: readonly string[]; readonly code: number | null },
): ProvostError => {
  if (failure === null) {
    const words = lastWords(end.said)
    const ended = end.code === null ? 'It was ended by a signal.' : `Exit status ${end.code}, and no words.`
    return otherFailure(words ?? ended, null, work, command)
  }
  if (isLocked(failure)) return failure.kept === 0 ? lockNotHad(failure, command) : lockNotHadBehindChanges(failure, work, command)
  if (failure.code !== null && timeoutCodes.has(failure.code))
    return new ProvostError(
      'migration.statement-timeout',
      `A statement of alembic ${command} took longer than its limit and was stopped.`,
      {
        detail: causeOf(failure),
        remedy: [longerRun[actOf(command)], `See where the database stands: provost migrate status${sameTargets}`],
        retryable: true,
      },
    )
  return otherFailure(causeOf(failure), failure.place, work, command)
}
