import type { Command } from 'commander'
import type { ConnectionTest, StageStatus, TestEvent } from '#contract/connection-test.ts'
import { environments, tlsModes } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { choice, integer } from './arguments.ts'
import { tellingHowFar } from './how-far.ts'
import type { Output } from './output.ts'
import { readPassword } from './password.ts'
import { type GlobalOptions, type Run, runCommand } from './run.ts'
import { connectionArgument } from './target-option.ts'

/** How many connections of a fleet are tested at once. */
const atOnce = 16

const marks: Readonly<Record<StageStatus, string>> = {
  ok: 'ok',
  failed: 'FAILED',
  warning: 'warning',
  skipped: 'skipped',
  'not-reached': 'not reached',
}

/** When a failed connection last passed, and what is another since. */
const sinceWords = ({ lastGood }: ConnectionTest): string[] =>
  lastGood === null
    ? []
    : [
        `It last passed on ${lastGood.at}${lastGood.changes.length === 0 ? '; nothing that was looked at is another since.' : '. Since then:'}`,
        ...lastGood.changes.map(({ what, before, now }) => `  ${what}: ${before}, now ${now}`),
      ]

const testWords = (test: ConnectionTest): string => {
  const { failure } = test
  const lines = test.stages.map(({ stage, status, ms, detail }) =>
    [stage.padEnd(13), marks[status].padEnd(12), status === 'not-reached' ? '' : `${ms.toFixed(1).padStart(8)} ms`, ` ${detail}`].join(''),
  )
  if (failure === null) return [...lines, '', 'The connection works.'].join('\n')
  return [
    ...lines,
    '',
    `${failure.title} (${failure.code}${failure.driverCode === null ? '' : `, ${failure.driverCode}`})`,
    ...(failure.detail === '' ? [] : [failure.detail]),
    ...failure.remedy.map((step, index) => `${index + 1}. ${step}`),
    ...sinceWords(test),
    ...failure.fixes.map((fix) => (fix.kind === 'copy-grant' ? fix.sql : `Provost can: ${fix.title}`)),
  ].join('\n')
}

interface Tested {
  readonly test: ConnectionTest
  readonly report: string
}

const follow = async (
  events: AsyncIterable<TestEvent>,
  onStage: (event: Extract<TestEvent, { kind: 'stage' }>) => void,
): Promise<Tested> => {
  let done: Tested | null = null
  for await (const event of events) {
    if (event.kind === 'stage') onStage(event)
    else done = event
  }
  if (done !== null) return done
  throw new ProvostError('call.cancelled', 'The test was cancelled.', { retryable: true })
}

/** One that cannot even be tried, because the vault is shut or its record is broken, does not keep the others from being tested. */
const testAll = async ({ client, output, signal }: Run): Promise<number> => {
  const { connections } = await client.connections.list(undefined, { signal })
  const waiting = [...connections]
  const tests: ConnectionTest[] = []
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { test } = await follow(await client.connections.test({ name: next.name }, { signal }), () => {})
      output.remark(`${next.name}: ${test.failure === null ? 'ok' : test.failure.code} (${test.ms} ms)`)
      tests.push(test)
    }
  }
  await tellingHowFar(
    signal,
    () => tests.map(({ connection }) => connection ?? ''),
    () => Promise.all(Array.from({ length: atOnce }, worker)),
  )
  tests.sort((one, other) => (one.connection ?? '').localeCompare(other.connection ?? ''))
  const failed = tests.filter(({ ok }) => !ok)
  output.answer({ ok: failed.length === 0, tested: tests.length, failed: failed.length, tests }, () =>
    [
      ...failed.map((test) => `${test.connection}: ${test.failure?.title ?? ''} (${test.failure?.code ?? ''})`),
      `${tests.length} tested, ${failed.length} failed.`,
    ].join('\n'),
  )
  return failed.length === 0 ? 0 : 1
}

const answerTest = (output: Output, { test, report }: Tested, asReport: boolean): number => {
  output.answer(test, () => (asReport ? report : testWords(test)))
  // A test that ran and found something falls short, whatever it found: also a rule of Provost's own.
  return test.failure === null ? 0 : 1
}

type TestOptions = GlobalOptions & {
  url?: string
  all?: boolean
  report?: boolean
  passwordStdin?: boolean
  tls?: (typeof tlsModes)[number]
  tlsCa?: string
  tlsCert?: string
  tlsKey?: string
  ssh?: string
  environment?: (typeof environments)[number]
  timeout?: number
}

const testUrl = async (run: Run, options: TestOptions, url: string): Promise<number> => {
  const password = await readPassword(options, url)
  const draft = {
    name: 'unsaved',
    url,
    ...(password === undefined ? {} : { password }),
    ...(options.environment === undefined ? {} : { environment: options.environment }),
    ...(options.ssh === undefined ? {} : { ssh: options.ssh }),
    tls: { mode: options.tls, ca: options.tlsCa, cert: options.tlsCert, key: options.tlsKey },
    ...(options.timeout === undefined ? {} : { pool: { connectTimeoutMs: options.timeout } }),
  }
  const events = await run.client.connections.testDraft({ draft }, { signal: run.signal })
  return answerTest(run.output, await follow(events, () => {}), options.report === true)
}

/** Adds `provost connection test`. */
export const connectionTestCommand = (connection: Command): void => {
  connection
    .command('test')
    .description('every hop of a connection in turn; the first that fails, why, and what to do')
    .argument('[name]')
    .option('--url <url>', 'settings that are not kept, instead of a name')
    .option('--all', 'every connection of the workspace')
    .option('--report', 'as markdown for a ticket, without user or secret')
    .option('--password-stdin', 'with --url: read the password from standard input')
    .option('--tls <mode>', `with --url: ${tlsModes.join('|')}`, choice('--tls', tlsModes))
    .option('--tls-ca <file>', 'with --url: certificate of the authority')
    .option('--tls-cert <file>', 'with --url: client certificate')
    .option('--tls-key <file>', 'with --url: key of the client certificate')
    .option('--ssh <target>', 'with --url: through this SSH server, USER@HOST[:PORT]')
    .option('--environment <environment>', `with --url: ${environments.join('|')}`, choice('--environment', environments))
    .option('--timeout <ms>', 'with --url: the connect time-out', integer('--timeout', 100, 120_000))
    .action(async (name: string | undefined, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<TestOptions>()
      if ([name !== undefined, options.url !== undefined, options.all === true].filter(Boolean).length !== 1) {
        throw new ProvostError('call.invalid', 'The command tests one connection, one URL, or all.', {
          remedy: ['Give NAME, --url URL or --all.'],
        })
      }
      await runCommand(options, async (run) => {
        if (options.all === true) return testAll(run)
        if (options.url !== undefined) return testUrl(run, options, options.url)
        const events = await run.client.connections.test({ name: connectionArgument(name ?? ''), vault: 'first' }, { signal: run.signal })
        return answerTest(run.output, await follow(events, () => {}), options.report === true)
      })
    })
}
