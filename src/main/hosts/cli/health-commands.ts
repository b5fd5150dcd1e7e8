import type { Command } from 'commander'
import type { ConnectionHealth, HealthHistory } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { integer } from './arguments.ts'
import { tellingHowFar } from './how-far.ts'
import { table } from './output.ts'
import { type GlobalOptions, type Run, runCommand } from './run.ts'
import { connectionArgument } from './target-option.ts'

type Options = GlobalOptions & { readonly connection?: string; readonly all?: boolean; readonly days?: number }

/** The connection named, or all of them. */
const chosen = async ({ client, signal }: Run, { connection, all }: Options) => {
  if (connection !== undefined && all === true) {
    throw new ProvostError('call.invalid', '--all and --connection do not go together.', { remedy: ['Give one of them.'] })
  }
  if (connection !== undefined) return [connectionArgument(connection)]
  const { connections } = await client.connections.list(undefined, { signal })
  return connections.map(({ name }) => name)
}

const atOnce = 8

/** Each in its turn, a few at once, the answers in the order asked. */
const each = async <Item, Answer>(items: readonly Item[], ask: (item: Item) => Promise<Answer>): Promise<Answer[]> => {
  const answers: Answer[] = []
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const at = next++
      const item = items[at]
      if (item !== undefined) answers[at] = await ask(item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker))
  return answers
}

const milliseconds = (ms: number | null): string | null => (ms === null ? null : `${ms.toFixed(1)} ms`)

const checkWords = (found: readonly ConnectionHealth[]): string =>
  found.length === 0
    ? 'No connections yet. Add one: provost connection add NAME --url URL'
    : [
        table(
          ['connection', 'state', 'time', 'server', 'what'],
          found.map(({ connection, state, ms, server, problem }) => [
            connection,
            state,
            milliseconds(ms),
            server,
            problem?.title ?? 'answers',
          ]),
        ),
        ...found.flatMap(({ warnings }) => (warnings ?? []).map((words) => `warning: ${words}`)),
      ].join('\n')

const historyWords = (found: readonly HealthHistory[]): string =>
  found.length === 0
    ? 'No connections yet. Add one: provost connection add NAME --url URL'
    : table(
        ['connection', 'looks', 'p50', 'p95', 'failing since', 'last error'],
        found.map(({ connection, samples, p50, p95, failingSince, lastError }) => [
          connection,
          samples.length,
          milliseconds(p50),
          milliseconds(p95),
          failingSince,
          lastError === null ? null : `${lastError.at} ${lastError.code}`,
        ]),
      )

/** `provost health …` */
export const healthCommands = (program: Command): void => {
  const health = program.command('health').description('how the connections are, and were')

  health
    .command('check')
    .description('ask every connection, or one, now')
    .option('--all', 'every connection (as without it)')
    .option('--connection <name>', 'this one only')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await runCommand(options, async (run) => {
        const names = await chosen(run, options)
        const answered: string[] = []
        const found = await tellingHowFar(
          run.signal,
          () => answered,
          () =>
            each(names, async (name) => {
              const health = await run.client.connections.check({ name }, { signal: run.signal })
              answered.push(name)
              return health
            }),
        )
        const ok = found.every(({ state }) => state !== 'failed')
        run.output.answer({ ok, connections: found }, () => checkWords(found))
        return ok ? 0 : 1
      })
    })

  health
    .command('history')
    .description('how connections were over the last days')
    .option('--connection <name>', 'this one only')
    .option('--days <n>', 'days back, 7 by default', integer('--days', 1, 30))
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await runCommand(options, async (run) => {
        const names = await chosen(run, options)
        const days = options.days === undefined ? {} : { days: options.days }
        const found = await each(names, (name) => run.client.connections.history({ name, ...days }, { signal: run.signal }))
        run.output.answer({ connections: found }, () => historyWords(found))
        return 0
      })
    })
}
