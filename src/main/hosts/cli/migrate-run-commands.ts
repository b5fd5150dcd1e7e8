import { type Command, InvalidArgumentError } from 'commander'
import { ProvostError } from '#contract/errors.ts'
import { runId } from '#contract/ids.ts'
import { failureShare } from '#contract/migration-runs.ts'
import { integer, repeated } from './arguments.ts'
import { rehearse } from './migrate-evidence-commands.ts'
import { followRun } from './migrate-follow.ts'
import { rollbackWords } from './migrate-rollback-words.ts'
import { askedBy, chosenBy, type TargetOptions, withConcurrency, withTargets } from './migrate-targets.ts'
import { fellShort, planWords, runsWords, runWords } from './migrate-words.ts'
import { type GlobalOptions, type Run, runCommand } from './run.ts'

interface Limits {
  readonly canary?: number
  readonly wave?: number
  readonly concurrency?: number
  readonly maxFailures?: number | string
  readonly lockTimeout?: number
  readonly statementTimeout?: number
}
type ApplyOptions = TargetOptions &
  Limits & { readonly to?: string; readonly dryRun?: boolean | string; readonly waive?: readonly string[]; readonly steps?: number }

const failures = (text: string): number | string => {
  if (failureShare.test(text)) return text
  const value = Number(text)
  if (!/^\d+$/.test(text) || value < 1)
    throw new InvalidArgumentError('--max-failures is a number from 1, or a share above 0%, like 5%. 1 ends the run at the first failure.')
  return value
}

const withLimits = (command: Command): Command =>
  withConcurrency(command)
    .option(
      '--canary <n>',
      'targets that go first, alone; where one fails or is not reached, the others are left alone',
      integer('--canary', 0, 10_000),
    )
    .option('--wave <n>', 'targets per wave after that', integer('--wave', 1, 100_000))
    .option(
      '--max-failures <n>',
      'ends the run when so many have failed: a number from 1 (the first), or a share above 0%, like 5%',
      failures,
    )
    .option('--lock-timeout <ms>', 'how long one try waits for a lock; 1000 by default', integer('--lock-timeout', 1, 600_000))
    .option(
      '--statement-timeout <ms>',
      'how long one statement may run; 60000 by default, 0 for ever',
      integer('--statement-timeout', 0, 86_400_000),
    )

const limitsOf = ({ canary, wave, concurrency, maxFailures, lockTimeout, statementTimeout }: Limits) => ({
  ...(canary === undefined ? {} : { canary }),
  ...(wave === undefined ? {} : { wave }),
  ...(concurrency === undefined ? {} : { concurrency }),
  ...(maxFailures === undefined ? {} : { maxFailures }),
  ...(lockTimeout === undefined ? {} : { lockTimeoutMs: lockTimeout }),
  ...(statementTimeout === undefined ? {} : { statementTimeoutMs: statementTimeout }),
})

const waiversOf = (waive: readonly string[] = []) =>
  waive.map((text) => {
    const [, rule, reason] = /^([a-z][a-z0-9-]*)=(.+)$/s.exec(text) ?? []
    if (rule !== undefined && reason !== undefined && reason.trim() !== '') return { rule, reason: reason.trim() }
    throw new ProvostError('call.invalid', `"${text}" waives no rule.`, {
      remedy: ['Write it as --waive RULE=REASON: the reason is kept in the audit log.'],
    })
  })

export const runArgument = (text: string) => {
  const parsed = runId.safeParse(text)
  if (parsed.success) return parsed.data
  throw new ProvostError('run.unknown', `There is no run ${text}.`, { remedy: ['See the runs: provost migrate runs'] })
}

const showPlan = async ({ client, output, signal }: Run, options: ApplyOptions): Promise<number> => {
  const to = options.to === undefined ? {} : { to: options.to }
  const plan = await client.migrations.plan({ ...askedBy(options), ...to, waive: waiversOf(options.waive) }, { signal })
  output.answer(plan, () => planWords(plan))
  const blocked = plan.lint.some(({ severity, waived }) => severity === 'error' && waived === null)
  return blocked || plan.targets.some(({ problems }) => problems.length > 0) || fellShort(plan.skipped) ? 1 : 0
}

const showRollback = async (
  { client, output, signal }: Run,
  asked: Parameters<Run['client']['migrations']['planRollback']>[0],
): Promise<number> => {
  const plan = await client.migrations.planRollback(asked, { signal })
  output.answer(plan, () => rollbackWords(plan))
  return plan.targets.some(({ problems }) => problems.length > 0) || fellShort(plan.skipped) ? 1 : 0
}

const dryRun = (options: ApplyOptions): 'no' | 'sql' | 'clone' => {
  if (options.dryRun === undefined || options.dryRun === false) return 'no'
  if (options.dryRun === true) return 'sql'
  if (options.dryRun === 'clone') return 'clone'
  throw new ProvostError('call.invalid', `There is no dry run by "${options.dryRun}".`, { remedy: ['Use --dry-run, or --dry-run=clone.'] })
}

/** `migrate plan | apply | rollback | resume | runs | stop`. */
export const migrateRunCommands = (migrate: Command): void => {
  withConcurrency(withTargets(migrate.command('plan').description('what would be applied: the exact SQL, the lint, and to which targets')))
    .option('--to <version>', 'up to this version')
    .option('--waive <rule=reason>', 'lets one lint rule be broken', repeated, [])
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<ApplyOptions>()
      await runCommand(options, (run) => showPlan(run, options))
    })

  withLimits(withTargets(migrate.command('apply').description('apply what is pending, over the fleet')))
    .option('--to <version>', 'up to this version')
    .option('--dry-run [how]', 'the exact SQL and nothing done; =clone applies it to a scratch clone of each target')
    .option('--waive <rule=reason>', 'lets one lint rule be broken; the reason is audited', repeated, [])
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<ApplyOptions>()
      await runCommand(options, async (run) => {
        const how = dryRun(options)
        if (how === 'sql') return showPlan(run, options)
        const to = options.to === undefined ? {} : { to: options.to }
        if (how === 'clone') return rehearse(run, { ...askedBy(options), ...to, waive: waiversOf(options.waive) })
        const confirm = options.confirm === undefined ? {} : { confirm: options.confirm }
        const begun = await run.client.migrations.apply(
          { ...chosenBy(options), ...to, ...limitsOf(options), ...confirm, waive: waiversOf(options.waive) },
          { signal: run.signal },
        )
        return followRun(run, begun.run, begun.skipped)
      })
    })

  withLimits(withTargets(migrate.command('rollback').description('take back the newest versions')))
    .option('--to <version>', 'back to this version, which stays; base for before the first')
    .option('--steps <n>', 'so many versions; 1 by default', integer('--steps', 1, 10_000))
    .option('--dry-run', 'the exact SQL, what would be gone, and nothing done')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<ApplyOptions>()
      await runCommand(options, async (run) => {
        const asked = {
          ...askedBy(options),
          ...(options.to === undefined ? {} : { to: options.to }),
          ...(options.steps === undefined ? {} : { steps: options.steps }),
        }
        if (options.dryRun === true) return showRollback(run, asked)
        const begun = await run.client.migrations.rollback(
          { ...asked, ...limitsOf(options), ...(options.confirm === undefined ? {} : { confirm: options.confirm }) },
          { signal: run.signal },
        )
        return followRun(run, begun.run, begun.skipped)
      })
    })

  migrate
    .command('resume')
    .description('go on with a run: what is left, and what failed')
    .argument('<run>')
    .option(
      '--pending-only',
      'leaves alone what failed or was not reached; where that was the canary, the next targets go first in its place',
    )
    .action(async (id: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { readonly pendingOnly?: boolean }>()
      await runCommand(options, async (run) => {
        const resumed = await run.client.migrations.resume(
          { run: runArgument(id), failed: options.pendingOnly !== true },
          { signal: run.signal },
        )
        return followRun(run, resumed.run)
      })
    })

  migrate
    .command('runs')
    .description('the runs, newest first')
    .option('--limit <n>', 'at most; 50 by default', integer('--limit', 1, 500))
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { readonly limit?: number }>()
      await runCommand(options, async ({ client, output, signal }) => {
        const { runs } = await client.migrations.runs({ limit: options.limit ?? 50 }, { signal })
        output.answer({ runs }, () => runsWords(runs))
        return 0
      })
    })

  migrate
    .command('show')
    .description('a run: what came of each target, and its log')
    .argument('<run>')
    .option('--target <target>', 'the log of this target only')
    .option('--limit <n>', 'lines of the log at most; 200 by default', integer('--limit', 1, 5000))
    .action(async (id: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { readonly target?: string; readonly limit?: number }>()
      await runCommand(options, async ({ client, output, signal }) => {
        const which = runArgument(id)
        const { run, targets } = await client.migrations.run({ run: which }, { signal })
        const target = options.target === undefined ? {} : { target: options.target }
        const { lines } = await client.migrations.runLog({ run: which, limit: options.limit ?? 200, ...target }, { signal })
        const shown = targets.filter((each) => options.target === undefined || each.target === options.target)
        output.answer({ run, targets: shown, log: lines }, () =>
          [runWords(run, shown), '', ...lines.map(({ at, target: of, level, text }) => `${at}  ${level.padEnd(7)}  ${of}  ${text}`)].join(
            '\n',
          ),
        )
        return 0
      })
    })

  migrate
    .command('stop')
    .description('end a run that another console works on')
    .argument('<run>')
    .action(async (id: string, _options: unknown, command: Command) => {
      await runCommand(command.optsWithGlobals<GlobalOptions>(), async ({ client, output, signal }) => {
        const { run } = await client.migrations.stop({ run: runArgument(id) }, { signal })
        output.answer({ run }, () => `The run ${run.id} is asked to end.`)
        return 0
      })
    })
}
