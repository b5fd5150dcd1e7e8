import type { Command } from 'commander'
import type { PassedOver, TargetStatus } from '#contract/migrations.ts'
import { gather } from './how-far.ts'
import { migrateEvidenceCommands } from './migrate-evidence-commands.ts'
import { migrateRunCommands } from './migrate-run-commands.ts'
import { migrateSourceCommands } from './migrate-source-commands.ts'
import { type AskOptions, askedBy, chosenBy, type TargetOptions, withConcurrency, withTargets } from './migrate-targets.ts'
import { fellShort, problemWords, skippedList, skippedWords, statusWords } from './migrate-words.ts'
import { type Run, runCommand } from './run.ts'

const unsound = new Set<TargetStatus['state']>(['failed', 'drifted', 'diverged', 'unreachable'])

const readStatus = async (
  { client, signal }: Run,
  options: AskOptions,
): Promise<{ readonly targets: TargetStatus[]; readonly skipped: readonly PassedOver[] }> => {
  const { items, end } = await gather(
    signal,
    (asked) => client.migrations.status(askedBy(options), asked),
    ({ target }) => target,
  )
  return { targets: items.sort((one, other) => one.target.localeCompare(other.target, 'en')), ...end }
}

const sourceHelp = `
A folder of Provost's own migrations holds NNNN_name.up.sql and its way back NNNN_name.down.sql, itself or in the folders postgres, mysql
and sqlite. Any other .sql file there is refused, since nobody would notice that it is passed over; other subfolders are not looked into.`

/** `provost migrate …` */
export const migrateCommands = (program: Command): void => {
  const migrate = program.command('migrate').description('migrations over a fleet').addHelpText('after', sourceHelp)

  withConcurrency(withTargets(migrate.command('status').description('how each schema stands against its migrations'))).action(
    async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<AskOptions>()
      await runCommand(options, async (run) => {
        const { targets, skipped } = await readStatus(run, options)
        run.output.answer({ targets, skipped: skippedList(skipped) }, () => statusWords(targets, skipped))
        return targets.some(({ state }) => unsound.has(state)) || fellShort(skipped) ? 1 : 0
      })
    },
  )

  withConcurrency(
    withTargets(
      migrate.command('verify').description('the same, and anything found is a failure: drift, missing files, order, unknown versions'),
    ),
  ).action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<AskOptions>()
    await runCommand(options, async (run) => {
      const { targets, skipped } = await readStatus(run, options)
      const ok = targets.every(({ state, problems }) => problems.length === 0 && !unsound.has(state)) && !fellShort(skipped)
      run.output.answer({ ok, targets, skipped: skippedList(skipped) }, () => statusWords(targets, skipped))
      return ok ? 0 : 1
    })
  })

  type BaselineOptions = TargetOptions & { readonly to?: string }
  withTargets(migrate.command('baseline').description('mark migrations as applied without running them, for a schema that exists'))
    .option('--to <version>', 'up to this version; all where left out')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<BaselineOptions>()
      await runCommand(options, async ({ client, output, signal }) => {
        const to = options.to === undefined ? {} : { to: options.to }
        const confirm = options.confirm === undefined ? {} : { confirm: options.confirm }
        const { targets, skipped } = await client.migrations.baseline({ ...chosenBy(options), ...to, ...confirm }, { signal })
        output.answer({ targets, skipped: skippedList(skipped) }, () =>
          [
            ...targets.map(({ target, marked, problem }) =>
              problem === null
                ? `${target}: ${marked.length === 0 ? 'nothing to mark' : `${marked.join(', ')} marked as applied`}`
                : `${target}: ${problemWords(problem)}`,
            ),
            ...skippedWords(skipped),
          ].join('\n'),
        )
        return targets.every(({ problem }) => problem === null) && !fellShort(skipped) ? 0 : 1
      })
    })

  migrateRunCommands(migrate)
  migrateEvidenceCommands(migrate)
  migrateSourceCommands(migrate)
}
