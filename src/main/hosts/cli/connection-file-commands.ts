import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { ExportFormat, ImportEntry, ImportResult, MissingFact } from '#contract/connection-files.ts'
import { exportFormats } from '#contract/connection-files.ts'
import { engineKinds } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { choice } from './arguments.ts'
import { type Output, table } from './output.ts'
import { type GlobalOptions, type Run, runCommand } from './run.ts'
import { connectionArgument } from './target-option.ts'

type Preview = Awaited<ReturnType<Run['client']['connections']['importPreview']>>

const stateWords = ({ state, storedPassword, missing }: ImportEntry): string => {
  if (state === 'incomplete') return `lacks ${missing.join(', ')}`
  if (state !== 'there') return state
  return storedPassword === 'differs' || storedPassword === 'missing' ? `already there, password ${storedPassword}` : 'already there'
}

const previewWords = ({ entries }: Preview): string =>
  entries.length === 0
    ? 'No connection was found.'
    : table(
        ['name', 'engine', 'address', 'database', 'user', 'password', 'tls', 'environment', 'state'],
        entries.map((entry) => [
          entry.name,
          entry.engine,
          entry.address,
          entry.engine === 'sqlite' ? null : entry.database,
          entry.user,
          entry.passwordFound ? 'found' : 'none found',
          entry.tls.mode ?? 'by default',
          entry.environment,
          stateWords(entry),
        ]),
      )

/** What the files leave open, as options say it. */
interface Given {
  readonly engine?: 'postgres' | 'mysql' | 'sqlite'
  readonly host?: string
  readonly user?: string
  readonly database?: string
}

/** What an entry lacks and the options leave open: an engine that is given decides what is needed. */
const leftOpen = ({ missing, missingWith }: ImportEntry, options: Given): MissingFact[] =>
  (options.engine === undefined ? missing : (missingWith?.[options.engine] ?? missing)).filter((fact) => options[fact] === undefined)

/** What an entry lacks of what the options give; null where they leave something open. */
const givenFor = (entry: ImportEntry, options: Given): Given | null =>
  leftOpen(entry, options).length > 0
    ? null
    : Object.fromEntries(entry.missing.flatMap((fact) => (options[fact] === undefined ? [] : [[fact, options[fact]]])))

const optionFor: Readonly<Record<MissingFact, string>> = {
  engine: `--engine ${engineKinds.join('|')}`,
  host: '--host HOST',
  user: '--user USER',
  database: '--database NAME',
}

/** What was assumed and why something cannot be taken: never part of the answer's table. */
const remarkOn = ({ entries, remarks }: Preview, options: Given, output: Output): void => {
  for (const { file, text } of remarks) output.remark(`${file}: ${text}`)
  for (const entry of entries) {
    const { name, place, state, assumptions, problem } = entry
    const open = leftOpen(entry, options)
    for (const text of assumptions) output.remark(`${name} (${place}): ${text}`)
    if (problem !== null) output.remark([`${name} (${place}): ${problem.title} (${problem.code})`, ...problem.remedy].join('\n  '))
    if (state === 'incomplete' && open.length > 0)
      output.remark(
        `${name} (${place}): the file does not say its ${open.join(', ')}. Give it: ${open.map((fact) => optionFor[fact]).join(' ')}`,
      )
  }
}

const outcomeWords: Readonly<Record<ImportResult['outcome'], string>> = {
  added: 'added',
  there: 'already there',
  'password-replaced': 'password replaced',
  refused: 'refused',
}

const importCommand = (connection: Command): void => {
  connection
    .command('import')
    .description('connections from zulip.conf and its secrets, .env, alembic.ini, pg_service.conf, .pgpass, my.cnf')
    .argument('<file...>', 'files that belong together, in any order')
    .option('--dry-run', 'shows what is found and stores nothing')
    .option('--replace-passwords', 'for connections already there, takes the password found where it differs')
    .option('--engine <engine>', 'where a file does not say it', choice('--engine', engineKinds))
    .option('--host <host>', 'where a file does not say it')
    .option('--user <user>', 'where a file does not say it')
    .option('--database <name>', 'where a file does not say it')
    .action(async (paths: string[], _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & Given & { dryRun?: boolean; replacePasswords?: boolean }>()
      const files = paths.map((path) => ({ path: resolve(path) }))
      await runCommand(options, async ({ client, output, signal }) => {
        const preview = await client.connections.importPreview({ files }, { signal })
        remarkOn(preview, options, output)
        const { entries } = preview
        const canBeTaken = (entry: ImportEntry): boolean =>
          entry.state === 'new' || entry.state === 'there' || (entry.state === 'incomplete' && givenFor(entry, options) !== null)
        const isWell = entries.length > 0 && entries.every(canBeTaken)
        if (options.dryRun === true) {
          output.answer(preview, () => previewWords(preview))
          return isWell ? 0 : 1
        }
        const picked = entries.filter(canBeTaken)
        const replacePassword = options.replacePasswords === true
        const picks = picked.map((entry) => ({ id: entry.id, name: entry.name, given: givenFor(entry, options) ?? {}, replacePassword }))
        const { results } = picks.length === 0 ? { results: [] } : await client.connections.importApply({ files, picks }, { signal })
        report(preview, results, output)
        return isWell && results.every(({ outcome }) => outcome !== 'refused') ? 0 : 1
      })
    })
}

const report = ({ entries, remarks }: Preview, results: readonly ImportResult[], output: Output): void => {
  const taken = new Set(results.map(({ id }) => id))
  const left = entries.filter(({ id }) => !taken.has(id))
  for (const { name, problem, warnings } of results) {
    for (const warning of warnings) output.remark(`${name}: ${warning}`)
    if (problem !== null) output.remark([`${name}: ${problem.title} (${problem.code})`, problem.detail, ...problem.remedy].join('\n  '))
  }
  output.answer({ results, left, remarks }, () =>
    results.length + left.length === 0
      ? 'No connection was found.'
      : table(
          ['name', 'outcome'],
          [
            ...results.map(({ name, outcome }) => [name, outcomeWords[outcome]] as const),
            ...left.map((entry) => [entry.name, stateWords(entry)] as const),
          ],
        ),
  )
}

/**
 * `--as` before the name of the command is the operator and after it the format. Commander hands every `--as` to the whole
 * program, wherever it stands; so they are taken in the order they come, and the last is the format.
 */
export const readAs = (given: readonly string[]): { readonly format: ExportFormat; readonly operator: string | undefined } => {
  const format = exportFormats.find((word) => word === given.at(-1))
  if (format === undefined || given.length > 2) {
    throw new ProvostError('call.invalid', `The format of an export is one of ${exportFormats.join(', ')}.`, {
      remedy: [
        'Write it after the name: provost connection export NAME --as env',
        'An operator stands before: provost --as OPERATOR connection export NAME --as env',
      ],
    })
  }
  return { format, operator: given.length === 2 ? given[0] : undefined }
}

const exportCommand = (connection: Command): void => {
  const given: string[] = []
  const program = connection.parent ?? connection
  program.on('option:as', (value: string) => given.push(value))
  connection
    .command('export')
    .description('the settings of a connection for another tool, without secrets')
    .argument('<name>')
    .option('--as <format>', exportFormats.join('|'))
    .action(async (name: string, _options: unknown, command: Command) => {
      const own = command.opts<{ as?: string }>().as
      const { format, operator } = readAs(own === undefined ? given : [...given, own])
      const { as: _both, ...others } = command.optsWithGlobals<GlobalOptions>()
      await runCommand(operator === undefined ? others : { ...others, as: operator }, async ({ client, output, signal }) => {
        const exported = await client.connections.exportFile({ name: connectionArgument(name), format }, { signal })
        for (const note of exported.notes) output.remark(note)
        output.answer(exported, () =>
          exported.files.length === 1
            ? (exported.files[0]?.text ?? '')
            : exported.files.map((file) => `# ${file.name}\n${file.text}`).join('\n'),
        )
        return 0
      })
    })
}

/** `provost connection import …` and `provost connection export …` */
export const connectionFileCommands = (connection: Command): void => {
  importCommand(connection)
  exportCommand(connection)
}
