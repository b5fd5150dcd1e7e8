import type { Command } from 'commander'
import { integer } from './arguments.ts'
import { openOutput } from './output.ts'
import { type GlobalOptions, interruption, openHere, runCommand, workspaceDirectory } from './run.ts'

type Options = GlobalOptions & { readonly port?: number; readonly open?: boolean; readonly tenants?: number }

/** Waits for Ctrl-C or a termination. */
const untilStopped = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))

/** `provost serve`, `provost serve url` and `provost demo create` */
export const serveCommands = (program: Command): void => {
  const serve = program
    .command('serve')
    .description('the console in a browser, on this machine only')
    .option('--port <n>', 'a free one where left out', integer('--port', 0, 65535))
    .option('--no-open', 'print the address and open nothing')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      const output = openOutput(options.json === true)
      const [{ startWebHost, openInBrowser }, opened] = await Promise.all([
        import('../web.ts'),
        workspaceDirectory(options).then((directory) => openHere(options, directory, output, { stays: true })),
      ])
      const interrupted = interruption()
      try {
        const host = await startWebHost({ console: opened, operator: options.as ?? null, port: options.port ?? 0 })
        output.answer({ url: host.url }, () => `Provost is at ${host.url}`)
        output.remark('The address works once, for five minutes. Another one: provost serve url. Ctrl-C ends Provost.')
        if (options.open !== false) openInBrowser(host.url)
        await untilStopped(interrupted.signal)
        await host.close()
      } finally {
        await opened.close()
        interrupted.end()
      }
    })
  serve
    .command('url')
    .description('a new address for a console that runs')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      const { requestNewUrl } = await import('../web.ts')
      const url = await requestNewUrl(await workspaceDirectory(options))
      openOutput(options.json === true).answer({ url }, () => url)
    })
}

/** `provost demo create` */
export const demoCommands = (program: Command): void => {
  program
    .command('demo')
    .description('the demo campus')
    .command('create')
    .description('a workspace of its own with tenants, people, money and history; no real persons')
    .option('--tenants <n>', 'how many, 4 by default', integer('--tenants', 4, 5000))
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      const { demoWorkspaceDirectory } = await import('../../foundation/state/index.ts')
      const directory =
        options.workspace === undefined && (process.env['PROVOST_WORKSPACE'] ?? '') === '' ? demoWorkspaceDirectory(process.env) : undefined
      await runCommand(
        options,
        async ({ client, output, signal }) => {
          const made = await client.demo.create(options.tenants === undefined ? {} : { tenants: options.tenants }, { signal })
          output.answer(
            made,
            () =>
              `The demo campus has ${made.tenants} tenants and ${made.people.toLocaleString('en-US')} people. It is in ${made.workspace}.`,
          )
          return 0
        },
        directory,
      )
    })
}
