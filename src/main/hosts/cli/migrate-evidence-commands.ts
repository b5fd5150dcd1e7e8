import type { Command } from 'commander'
import type { PassedOver, TargetDrift, TargetRehearsal, TargetResolution } from '#contract/migrations.ts'
import { choice } from './arguments.ts'
import { gather } from './how-far.ts'
import { type AskOptions, askedBy, chosenBy, type TargetOptions, withConcurrency, withTargets } from './migrate-targets.ts'
import { fellShort, groupedProblems, problemWords, skippedList, skippedWords } from './migrate-words.ts'
import { type Run, runCommand } from './run.ts'

const differenceWords = (differences: TargetDrift['differences']): string[] =>
  differences.flatMap(({ words, sql }) => [`  ${words}`, ...(sql === null ? [] : sql.split('\n').map((line) => `    ${line}`))])

const driftWords = (targets: readonly TargetDrift[], skipped: readonly PassedOver[]): string => {
  const groups = new Map<string, TargetDrift[]>()
  for (const target of targets) if (target.group !== null) groups.set(target.group, [...(groups.get(target.group) ?? []), target])
  const same = targets.filter(({ state }) => state === 'same').length
  return [
    `${same} of ${targets.length} have the schema that their applied migrations give.`,
    ...skippedWords(skipped),
    ...[...groups.values()].flatMap((group) => [
      `\n${group.map(({ target }) => target).join(', ')}:`,
      ...differenceWords(group[0]?.differences ?? []),
    ]),
    ...groupedProblems(targets.flatMap(({ target, server, problem }) => (problem === null ? [] : [{ target, server, problem }]))),
  ].join('\n')
}

const rehearsalWords = (targets: readonly TargetRehearsal[], skipped: readonly PassedOver[]): string =>
  [
    ...targets.flatMap(({ target, ok, applied, shortfall, differences, problem, ms }) => [
      `${target}: ${ok ? `${applied.length === 0 ? 'nothing was pending' : `${applied.join(', ')} would go well`}` : 'would fail'} (${Math.round(ms)} ms on a clone)`,
      ...(shortfall === null ? [] : [`  ${shortfall}`]),
      ...differenceWords(differences),
      ...(problem === null ? [] : [problemWords(problem)]),
    ]),
    ...skippedWords(skipped),
  ].join('\n')

const resolutionWords = (targets: readonly TargetResolution[], skipped: readonly PassedOver[]): string =>
  [
    ...targets.flatMap(({ target, version, words, differences, resolved, problem }) => [
      `${target}${version === null ? '' : ` ${version}`}: ${words}${resolved === null ? '' : ` It is marked as ${resolved}.`}`,
      ...differenceWords(differences),
      ...(problem === null ? [] : [problemWords(problem)]),
    ]),
    ...skippedWords(skipped),
  ].join('\n')

/** What was settled, where the rest was cut off: it stays settled. */
const settledWords = ({ target, version, resolved }: TargetResolution): string =>
  `${target}${version === null ? '' : ` ${version}`}${resolved === null ? '' : ` marked as ${resolved}`}`

/** Applies what is pending to a scratch clone of each target. */
export const rehearse = async (run: Run, input: Parameters<Run['client']['migrations']['rehearse']>[0]): Promise<number> => {
  const {
    items: targets,
    end: { skipped },
  } = await gather(
    run.signal,
    (options) => run.client.migrations.rehearse(input, options),
    ({ target }) => target,
  )
  run.output.answer({ targets, skipped: skippedList(skipped) }, () => rehearsalWords(targets, skipped))
  return targets.every(({ ok }) => ok) && !fellShort(skipped) ? 0 : 1
}

/** `migrate drift | resolve`. */
export const migrateEvidenceCommands = (migrate: Command): void => {
  withConcurrency(
    withTargets(migrate.command('drift').description('targets whose schema is not what their applied migrations give')),
  ).action(async (_options: unknown, command: Command) => {
    const options = command.optsWithGlobals<AskOptions>()
    await runCommand(options, async ({ client, output, signal }) => {
      const {
        items: targets,
        end: { skipped },
      } = await gather(
        signal,
        (asked) => client.migrations.drift(askedBy(options), asked),
        ({ target }) => target,
      )
      output.answer({ targets, skipped: skippedList(skipped) }, () => driftWords(targets, skipped))
      return targets.every(({ state }) => state === 'same') && !fellShort(skipped) ? 0 : 1
    })
  })

  type ResolveOptions = TargetOptions & {
    readonly migration?: string
    readonly mark?: 'applied' | 'rolled-back'
    readonly dryRun?: boolean
  }
  withTargets(migrate.command('resolve').description('settle a migration that began and did not end, by evidence or as told'))
    .option('--migration <version>', 'which; the one that stands unfinished where left out')
    .option('--mark <how>', 'applied|rolled-back, whatever the evidence says', choice('--mark', ['applied', 'rolled-back'] as const))
    .option('--dry-run', 'shows the evidence and writes nothing')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<ResolveOptions>()
      await runCommand(options, async ({ client, output, signal }) => {
        const input = {
          ...chosenBy(options),
          dryRun: options.dryRun === true,
          ...(options.migration === undefined ? {} : { version: options.migration }),
          ...(options.mark === undefined ? {} : { as: options.mark }),
          ...(options.confirm === undefined ? {} : { confirm: options.confirm }),
        }
        const {
          items: targets,
          end: { skipped },
        } = await gather(signal, (asked) => client.migrations.resolve(input, asked), settledWords)
        output.answer({ targets, skipped: skippedList(skipped) }, () => resolutionWords(targets, skipped))
        const settled = targets.every(({ problem, evidence, resolved }) => problem === null && (resolved !== null || evidence !== 'partly'))
        return settled && !fellShort(skipped) ? 0 : 1
      })
    })
}
