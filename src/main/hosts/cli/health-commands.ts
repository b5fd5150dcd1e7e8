import { setTimeout } from 'node:timers/promises'
import type { Command } from 'commander'
import type { ConnectionHealth, HealthHistory } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { TenantFacts } from '#contract/tenants.ts'
import { integer } from './arguments.ts'
import { tellingHowFar } from './how-far.ts'
import { table } from './output.ts'
import { type GlobalOptions, type Run, runCommand } from './run.ts'
import { connectionArgument, domainArgument } from './target-option.ts'

type Options = GlobalOptions & {
  readonly connection?: string
  readonly tenant?: string
  readonly all?: boolean
  readonly days?: number
  readonly every?: number
}

/** The connection named, or all of them. */
const chosen = async ({ client, signal }: Run, { connection, tenant, all }: Options) => {
  if ([connection, tenant, all === true ? all : undefined].filter((given) => given !== undefined).length > 1) {
    throw new ProvostError('call.invalid', '--all, --tenant and --connection do not go together.', { remedy: ['Give one of them.'] })
  }
  if (connection !== undefined) return [connectionArgument(connection)]
  const { connections } = await client.connections.list(undefined, { signal })
  return connections.map(({ name }) => name)
}

const atOnce = 8
const usualMinutes = 5

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

const checkTenant = async ({ client, output, signal }: Run, text: string): Promise<number> => {
  const { tenant } = await client.tenants.show({ domain: domainArgument(text) }, { signal })
  const found: TenantFacts[] = []
  for await (const facts of await client.tenants.survey({ domains: [tenant.domain] }, { signal })) found.push(facts)
  const ok = found.length > 0 && found.every(({ health }) => health === 'healthy' || health === 'degraded')
  output.answer({ ok, tenants: found }, () =>
    found.length === 0
      ? `${tenant.domain} has no database yet.`
      : table(
          ['tenant', 'state', 'time', 'server', 'what'],
          found.map(({ domain, health, ms, server, problem }) => [domain, health, milliseconds(ms), server, problem?.title ?? 'answers']),
        ),
  )
  return ok ? 0 : 1
}

/** One line for each change of state. */
const newsOf = (before: ConnectionHealth | undefined, { connection, state, problem, checkedAt }: ConnectionHealth): string | null => {
  if (before?.state === state && before.problem?.code === problem?.code) return null
  if (before === undefined && state === 'ok') return null
  const what = problem === null ? (state === 'slow' ? 'answers slowly.' : 'answers again.') : `fails. ${problem.title} (${problem.code})`
  return `${checkedAt ?? ''} ${connection} ${what}`.trim()
}

/** Asks in rounds until the person has seen enough: what changes is told at once on stderr, how it stood at the end is the answer. */
const watch = async (run: Run, options: Options): Promise<number> => {
  const { client, output, signal } = run
  const minutes = options.every ?? usualMinutes
  const known = new Map<string, ConnectionHealth>()
  const since = new Date().toISOString()
  let rounds = 0
  let changes = 0
  const round = async (): Promise<void> => {
    for (const found of await each(await chosen(run, options), (name) => client.connections.check({ name }, { signal }))) {
      const news = newsOf(known.get(found.connection), found)
      known.set(found.connection, found)
      if (news === null) continue
      changes += 1
      output.remark(news)
    }
    rounds += 1
  }
  // An end that was asked for is how a watch ends; anything else that breaks a round is told as it is.
  while (!signal.aborted) {
    await round().catch((error: unknown) => {
      if (!signal.aborted) throw error
    })
    if (rounds === 1) output.remark(`Asked ${known.size} connections; once more every ${minutes} min until Ctrl-C.`)
    await setTimeout(minutes * 60_000, undefined, { signal }).catch(() => {})
  }
  const found = [...known.values()]
  const ok = found.every(({ state }) => state !== 'failed')
  output.answer({ ok, since, rounds, changes, connections: found }, () => checkWords(found))
  return ok ? 0 : 1
}

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
    .option('--tenant <domain>', 'the database of this tenant')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await runCommand(options, async (run) => {
        const names = await chosen(run, options)
        if (options.tenant !== undefined) return checkTenant(run, options.tenant)
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
    .command('watch')
    .description('ask again and again until Ctrl-C; what changes is told as it comes, on stderr')
    .option('--all', 'every connection (as without it)')
    .option('--connection <name>', 'this one only')
    .option('--every <minutes>', `minutes between two rounds, ${usualMinutes} by default`, integer('--every', 1, 1440))
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await runCommand(options, (run) => watch(run, options))
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
