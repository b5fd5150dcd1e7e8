import type { Command } from 'commander'
import type { HealthHistory } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { TenantFacts } from '#contract/tenants.ts'
import { integer } from './arguments.ts'
import { each } from './each.ts'
import { watchedConnections, watchedTenant, watchHealth } from './health-watch.ts'
import { checkWords, isWell, milliseconds, noConnections, tenantWords } from './health-words.ts'
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
const chosen = async ({ client }: Run, { connection, tenant, all }: Options, signal?: AbortSignal) => {
  if ([connection, tenant, all === true ? all : undefined].filter((given) => given !== undefined).length > 1) {
    throw new ProvostError('call.invalid', '--all, --tenant and --connection do not go together.', { remedy: ['Give one of them.'] })
  }
  if (connection !== undefined) return [connectionArgument(connection)]
  const { connections } = await client.connections.list(undefined, signal === undefined ? {} : { signal })
  return connections.map(({ name }) => name)
}

const usualMinutes = 5

const checkTenant = async ({ client, output, signal }: Run, text: string): Promise<number> => {
  const { tenant } = await client.tenants.show({ domain: domainArgument(text) }, { signal })
  const found: TenantFacts[] = []
  for await (const facts of await client.tenants.survey({ domains: [tenant.domain] }, { signal })) found.push(facts)
  const ok = found.length > 0 && found.every(isWell)
  output.answer({ ok, tenants: found }, () => tenantWords(tenant, found))
  return ok ? 0 : 1
}

const historyWords = (found: readonly HealthHistory[]): string =>
  found.length === 0
    ? noConnections
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
        const names = await chosen(run, options, run.signal)
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
    .option('--tenant <domain>', 'the database of this tenant')
    .option('--every <minutes>', `minutes between two rounds, ${usualMinutes} by default`, integer('--every', 1, 1440))
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await runCommand(options, async (run) => {
        const minutes = options.every ?? usualMinutes
        const names = (signal?: AbortSignal) => chosen(run, options, signal)
        await names(run.signal)
        return options.tenant === undefined
          ? watchHealth(run, minutes, watchedConnections(run, names))
          : watchHealth(run, minutes, watchedTenant(run, domainArgument(options.tenant)))
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
        const names = await chosen(run, options, run.signal)
        const days = options.days === undefined ? {} : { days: options.days }
        const found = await each(names, (name) => run.client.connections.history({ name, ...days }, { signal: run.signal }))
        run.output.answer({ connections: found }, () => historyWords(found))
        return 0
      })
    })
}
