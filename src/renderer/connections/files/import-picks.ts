import type { ImportEntry, ImportPick, MissingFact } from '#contract/connection-files.ts'
import type { EngineKind, Environment } from '#contract/connections.ts'

/** What the person has said about one entry of a preview. */
export interface Choice {
  readonly taken: boolean
  readonly name: string
  readonly environment: Environment
  readonly given: Partial<Readonly<Record<MissingFact, string>>>
  /** For one that is there already: the found password instead of the stored one. */
  readonly replacePassword: boolean
}

const isEngine = (text: string): text is EngineKind => text === 'postgres' || text === 'mysql' || text === 'sqlite'

/** What can be taken as it stands is taken, until the person says otherwise. */
export const firstChoice = (entry: ImportEntry): Choice => ({
  taken: entry.state === 'new',
  name: entry.name,
  environment: entry.environment,
  given: {},
  replacePassword: false,
})

/** Whether the found password could take the place of the stored one. */
export const mayReplace = (entry: ImportEntry): boolean =>
  entry.state === 'there' && entry.passwordFound && (entry.storedPassword === 'differs' || entry.storedPassword === 'missing')

/** What a person has to say of an entry: the engine they choose decides what is needed. */
export const stillNeeded = ({ missing, missingWith }: ImportEntry, { given: { engine } }: Choice): readonly MissingFact[] =>
  engine === undefined || !isEngine(engine) || missingWith === null ? missing : ['engine', ...missingWith[engine]]

/** Why an entry cannot be taken as it stands; null where it can. */
export function notTakeable(entry: ImportEntry, choice: Choice): string | null {
  if (entry.state === 'refused') return entry.problem?.title ?? 'It cannot be imported.'
  if (entry.state === 'there') return mayReplace(entry) && choice.replacePassword ? null : 'It is in this workspace already.'
  const lacking = stillNeeded(entry, choice).filter((fact) => (choice.given[fact] ?? '').trim() === '')
  if (lacking.length > 0) return `It lacks the ${lacking.join(' and the ')}.`
  return choice.name.trim() === '' ? 'It lacks a name.' : null
}

const givenOf = ({ given }: Choice): NonNullable<ImportPick['given']> => {
  const { engine, host, user, database } = given
  return {
    ...(engine !== undefined && isEngine(engine) ? { engine } : {}),
    ...(host === undefined || host.trim() === '' ? {} : { host: host.trim() }),
    ...(user === undefined || user.trim() === '' ? {} : { user: user.trim() }),
    ...(database === undefined || database.trim() === '' ? {} : { database: database.trim() }),
  }
}

/** Those that are taken and can be, as the console is asked for them. */
export const picksOf = (entries: readonly ImportEntry[], choiceOf: (entry: ImportEntry) => Choice): ImportPick[] =>
  entries.flatMap((entry): ImportPick[] => {
    const choice = choiceOf(entry)
    if (!choice.taken || notTakeable(entry, choice) !== null) return []
    return entry.state === 'there'
      ? [{ id: entry.id, replacePassword: true }]
      : [{ id: entry.id, name: choice.name.trim(), environment: choice.environment, given: givenOf(choice) }]
  })

/** Paths as a person pastes them: one on each line, perhaps in quotes. */
export const pathsOf = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .map((line) => line.trim().replace(/^(["'])(.*)\1$/, '$2'))
    .filter((line) => line !== '')
