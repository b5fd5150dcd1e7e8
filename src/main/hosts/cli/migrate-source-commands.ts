import type { Command } from 'commander'
import { type EngineKind, engineKinds } from '#contract/connections.ts'
import type { LintFinding } from '#contract/migrations.ts'
import { choice } from './arguments.ts'
import { type GlobalOptions, runCommand } from './run.ts'

type SourceOptions = GlobalOptions & { readonly source: string; readonly engine?: EngineKind }

const findingWords = ({ severity, file, line, engine, rule, message, safeWay, waived }: LintFinding): string =>
  `${waived === null ? severity : 'waived'}: ${file}:${line} ${rule} (${engine})\n  ${message}\n  ${waived === null ? safeWay : `Waived: ${waived}`}`

/** `migrate new | lint`. */
export const migrateSourceCommands = (migrate: Command): void => {
  migrate
    .command('new')
    .description('the files of the next number, to be written')
    .argument('<name>', 'what it does, in words of letters and digits: add_refund_holds')
    .requiredOption('--source <dir>', 'the folder of migrations')
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<SourceOptions>()
      await runCommand(options, async ({ client, output, signal }) => {
        const made = await client.migrations.create({ name, source: options.source }, { signal })
        output.answer(made, () => made.files.join('\n'))
        return 0
      })
    })

  migrate
    .command('lint')
    .description('what would rewrite tables, hold long locks or lose data, and the safe way of each')
    .requiredOption('--source <dir>', 'the folder of migrations')
    .option('--engine <engine>', engineKinds.join('|'), choice('--engine', engineKinds))
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<SourceOptions>()
      await runCommand(options, async ({ client, output, signal }) => {
        const engine = options.engine === undefined ? {} : { engine: options.engine }
        const { findings, blocking, judged, notJudged } = await client.migrations.lint({ source: options.source, ...engine }, { signal })
        output.answer({ findings, blocking, judged, notJudged }, () =>
          [
            ...(findings.length === 0 ? ['Nothing was found.'] : findings.map(findingWords)),
            ...(notJudged.length === 0
              ? []
              : [`\nNot judged: ${notJudged.join(', ')}. No rule was applied to ${notJudged.length === 1 ? 'it' : 'them'}.`]),
          ].join('\n'),
        )
        // Where nothing at all could be judged, nothing is known to be well.
        return blocking > 0 || (judged === 0 && notJudged.length > 0) ? 1 : 0
      })
    })
}
