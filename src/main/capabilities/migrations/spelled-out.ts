import { type Problem, ProvostError } from '#contract/errors.ts'
import type { MigrationTarget } from '#contract/migrations.ts'
import type { MigrationSource } from './sources/source.ts'

/** Ends a command in a remedy that is written before it is known of whom it will be told. */
export const sameTargets = ', with the same targets and --source'
/** The command that goes on with a run, as a remedy names it before the run is known. */
export const resumeRun = 'provost migrate resume RUN'

/** Why what is mended in a file is for a new run: one that is gone on with has the files as they were when it began. */
export const newRun = 'a resumed run keeps the file as it was'
/** The commands that begin another run of the same kind. */
export const beginAgain = {
  apply: `provost migrate apply${sameTargets}`,
  rollback: `provost migrate rollback${sameTargets}`,
} as const
/** What a remedy proposes where a statement took longer than its limit: half an hour, in ms. */
export const longerRun = {
  apply: `Give it longer in a new run, in ms: provost migrate apply --statement-timeout 1800000${sameTargets}`,
  rollback: `Give it longer in a new run, in ms: provost migrate rollback --statement-timeout 1800000${sameTargets}`,
} as const

/** Of whom a problem is told. */
export interface ToldOf {
  readonly target?: Pick<MigrationTarget, 'target' | 'reference'>
  readonly source?: Pick<MigrationSource, 'directory'> | null
  readonly run?: string
}

/** One argument, as a POSIX shell and PowerShell read it alike. */
const argument = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

const optionsOf = ({ target, source }: ToldOf): string => {
  const chosen = target === undefined ? '' : ` --${target.reference.kind === 'tenant' ? 'tenant' : 'connection'} ${argument(target.target)}`
  const directory = source?.directory ?? null
  return `${chosen}${directory === null ? '' : ` --source ${argument(directory)}`}`
}

const spelled = (line: string, told: ToldOf): string => {
  const resumed = told.run === undefined ? line : line.replaceAll(resumeRun, `provost migrate resume ${told.run}`)
  // As a text, a `$` in a folder's name would be a pattern.
  return told.target === undefined ? resumed : resumed.replaceAll(sameTargets, () => optionsOf(told))
}

/** The problem with its commands written out, so that they can be copied and run as they stand. Where there is no run, none is gone on with. */
export const spelledOut = (problem: Problem, told: ToldOf): Problem => ({
  ...problem,
  remedy: problem.remedy.filter((line) => told.run !== undefined || !line.includes(resumeRun)).map((line) => spelled(line, told)),
})

/** Does the work, and spells out what it throws. */
export const spellingOut = async <Result>(told: ToldOf, work: () => Promise<Result>): Promise<Result> => {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof ProvostError)) throw error
    const { code, title, ...problem } = spelledOut(error.toJSON(), told)
    throw new ProvostError(code, title, { ...problem, cause: error.cause })
  }
}
