import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { AccessEntry, GrantResult, RotationPlan } from '#contract/connection-access.ts'
import { ProvostError } from '#contract/errors.ts'
import { integer } from './arguments.ts'
import { connectionTestCommand } from './connection-test-command.ts'
import { table } from './output.ts'
import { readPassword } from './password.ts'
import { type GlobalOptions, type Run, runCommand } from './run.ts'
import { connectionArgument } from './target-option.ts'

const entryLine = (entry: AccessEntry): (string | number | null)[] => [
  entry.who,
  entry.scope,
  entry.objects.length > 3 ? `${entry.objects.slice(0, 3).join(', ')} and ${entry.objects.length - 3} more` : entry.objects.join(', '),
  entry.privileges.join(', '),
  entry.flags.join(', '),
]

const privilegesCommand = (connection: Command): void => {
  connection
    .command('privileges')
    .description('who may do what in the database, and the read-only level with its reasons')
    .argument('<name>')
    .option('--csv <file>', 'writes the review as CSV')
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { csv?: string }>()
      await runCommand(options, async ({ client, output, signal }) => {
        const { csv } = options
        const request = { name: connectionArgument(name), ...(csv === undefined ? {} : { format: 'csv' as const }) }
        const { text, ...review } = await client.connections.privileges(request, { signal })
        if (csv !== undefined && text !== null) await writeNewFile(csv, `\ufeff${text}`)
        output.answer(review, () =>
          [
            `Read-only level ${review.readOnly.level} for ${review.login}:`,
            ...review.readOnly.reasons.map((reason) => `  ${reason}`),
            '',
            table(['who', 'scope', 'objects', 'privileges', 'flags'], review.entries.map(entryLine)),
            ...review.limits,
          ].join('\n'),
        )
        return 0
      })
    })
}

/** An existing file is somebody's; it is not written over. */
const writeNewFile = async (path: string, text: string): Promise<void> => {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    throw new ProvostError('export.target-unusable', `The file ${path} cannot be written.`, {
      detail: error instanceof Error ? error.message : '',
      remedy: ['Give the path of a file that does not exist yet, in a folder you may write to.'],
      cause: error,
    })
  }
}

const grantWords = (result: GrantResult): string =>
  [
    ...result.statements.flatMap(({ sql, why }) => [`-- ${why}`, sql]),
    '',
    ...(result.dryRun ? ['Nothing was changed.'] : []),
    ...result.checked,
    ...(result.readOnly === null
      ? []
      : [`Read-only level ${result.readOnly.level}.`, ...result.readOnly.reasons.map((reason) => `  ${reason}`)]),
    ...(result.connection === null ? [] : [`The password is stored for the connection ${result.connection}.`]),
    ...result.warnings.map((warning) => `warning: ${warning}`),
  ].join('\n')

type GrantOptions = GlobalOptions & { role: string; dryRun?: boolean; connection?: string; passwordStdin?: boolean; limit?: number }

/**
 * The role's password: from standard input, else from PROVOST_PASSWORD. With the vault in memory that variable is what the
 * connection itself logs in with, and is not handed on to another role.
 */
const rolePassword = async (options: GrantOptions): Promise<string | undefined> => {
  if (options.passwordStdin === true) return readPassword({ passwordStdin: true }, 'postgres:')
  return process.env['PROVOST_VAULT'] === 'memory' ? undefined : process.env['PROVOST_PASSWORD'] || undefined
}

/** On the command line the role was typed already; only where it is a production server it has to be typed once more. */
const confirmation = async ({ client, signal }: Run, options: GrantOptions, name: string): Promise<string | undefined> => {
  if (options.confirm !== undefined) return options.confirm
  const { connections } = await client.connections.list(undefined, { signal })
  const isProduction = connections.some((each) => each.name === name && each.environment === 'production')
  return isProduction && options.yes !== true ? undefined : options.role
}

const grantCommand = (connection: Command, verb: 'grant-readonly' | 'grant-application', description: string): void => {
  connection
    .command(verb)
    .description(description)
    .argument('<name>')
    .requiredOption('--role <role>', 'the role to make')
    .option('--dry-run', 'the SQL only')
    .option(
      '--connection <name>',
      'the connection made for the role, named after it by default; where another one logs in as the role, its password is used',
    )
    .option('--password-stdin', 'read the role’s password from standard input instead of making one')
    .option('--limit <n>', 'sessions the role may have at once, 20 by default', integer('--limit', 1, 10_000))
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GrantOptions>()
      const password = await rolePassword(options)
      await runCommand(options, async (run) => {
        const confirm = await confirmation(run, options, name)
        const request = {
          name: connectionArgument(name),
          role: options.role,
          dryRun: options.dryRun === true,
          ...(confirm === undefined ? {} : { confirm }),
          ...(password === undefined ? {} : { password }),
          ...(options.connection === undefined ? {} : { connection: options.connection }),
          ...(options.limit === undefined ? {} : { connectionLimit: options.limit }),
        }
        const { connections } = run.client
        const grant = verb === 'grant-readonly' ? connections.grantReadonly : connections.grantApplication
        const result = await grant(request, { signal: run.signal })
        run.output.answer(result, () => grantWords(result))
        // A role that may write, or that nobody could look at, is not what was asked for.
        return verb === 'grant-readonly' && !result.dryRun && (result.readOnly?.level ?? 0) < 2 ? 1 : 0
      })
    })
}

type Rotation = RotationPlan & {
  readonly connection: string
  readonly rotatedAt: string | null
  readonly passwordIn: string
  readonly detail: string
}

const byHandWords = ({ byHand }: RotationPlan): string[] =>
  byHand.map(({ connection, where, differs }) =>
    differs
      ? `${connection} is written for the same account. ${where}`
      : `${connection} logs in as the same account, and its password is not Provost’s to change. ${where} Change it there by hand.`,
  )

const rotationWords = (rotation: Rotation): string =>
  [
    rotation.rotatedAt === null
      ? `The password of ${rotation.account} would be replaced in the server, and in the vault (${rotation.passwordIn}) for ${[rotation.connection, ...rotation.also].join(', ')}.`
      : `${rotation.detail} (${rotation.passwordIn}, ${rotation.rotatedAt})`,
    ...(rotation.rotatedAt === null || rotation.also.length === 0
      ? []
      : [`Replaced for the same account too: ${rotation.also.join(', ')}.`]),
    ...byHandWords(rotation).map((words) => `warning: ${words}`),
    ...(rotation.rotatedAt === null
      ? [
          `${rotation.detail} ${rotation.production ? `It is production: --confirm ${rotation.connection} does it.` : 'Without --dry-run it is done.'}`,
        ]
      : []),
  ].join('\n')

const rotateCommand = (connection: Command): void => {
  connection
    .command('rotate')
    .description('a new password in the server and in the vault, proven by a fresh login, or neither; for every connection of the account')
    .argument('<name>')
    .option('--dry-run', 'whom it would concern, and nothing changed')
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { dryRun?: boolean }>()
      await runCommand(options, async ({ client, output, signal }) => {
        const asked = { name: connectionArgument(name), ...(options.confirm === undefined ? {} : { confirm: options.confirm }) }
        if (options.dryRun !== true) {
          const plan = await client.connections.rotate({ ...asked, dryRun: true }, { signal })
          for (const words of byHandWords(plan)) output.remark(`warning: ${words}`)
        }
        const rotated = await client.connections.rotate({ ...asked, dryRun: options.dryRun === true }, { signal })
        output.answer(rotated, () => rotationWords(rotated))
        return 0
      })
    })
}

/** Adds to `provost connection …`: the staged test, and who may do what. */
export const connectionAccessCommands = (connection: Command): void => {
  connectionTestCommand(connection)
  privilegesCommand(connection)
  grantCommand(connection, 'grant-readonly', 'a role that may read the database and nothing else, for tables made later too')
  grantCommand(connection, 'grant-application', 'a role that may change rows, and not the schema')
  rotateCommand(connection)
}
