import { resolve } from 'node:path'
import type { ContractRouterClient } from '@orpc/contract'
import { type Problem, ProvostError } from '#contract/errors.ts'
import type { JobId } from '#contract/ids.ts'
import type { Contract } from '#contract/index.ts'
import type { Console } from '../../console.ts'
import { type Output, openOutput } from './output.ts'
import { askForPassword } from './password.ts'

/** Options every command takes; commander hands them over as it finds them. */
export interface GlobalOptions {
  readonly workspace?: string
  readonly json?: boolean
  readonly as?: string
  readonly yes?: boolean
  readonly confirm?: string
  readonly logSql?: boolean
}

export type Client = ContractRouterClient<Contract>

/** What a command has to work with: the bridge's procedures, called as the operator, and where to write. */
export interface Run {
  readonly client: Client
  readonly output: Output
  readonly options: GlobalOptions
  /** Ends with Ctrl-C: what runs in a server is cancelled there. */
  readonly signal: AbortSignal
  /** Ends the runs that this process works on, as interrupted, and waits for them. */
  readonly endWork: () => Promise<void>
  /** Where the workspace is. */
  readonly directory: string
  /** The file an export job made. */
  readonly fileOf: (job: JobId) => { readonly name: string; readonly path: string }
}

/** The workspace asked for: `--workspace`, else `PROVOST_WORKSPACE`, else the user's data directory. */
export const workspaceDirectory = async (options: GlobalOptions): Promise<string> => {
  const chosen = options.workspace ?? process.env['PROVOST_WORKSPACE']
  if (chosen !== undefined && chosen !== '') return resolve(chosen)
  const { defaultWorkspaceDirectory } = await import('../../foundation/state/index.ts')
  return defaultWorkspaceDirectory(process.env)
}

/** One Ctrl-C arrives several times: from the terminal, and from npm and each script between. Later than this it is another one. */
const sameInterruptionMs = 500

/** Ctrl-C asks once, politely; the second one ends the process. */
export const interruption = (): { readonly signal: AbortSignal; readonly end: () => void } => {
  const controller = new AbortController()
  let firstAt = 0
  const stop = (): void => {
    if (controller.signal.aborted) {
      if (performance.now() - firstAt > sameInterruptionMs) process.exit(130)
      return
    }
    firstAt = performance.now()
    controller.abort(new ProvostError('call.cancelled', 'The command was cancelled.', { retryable: true }))
  }
  process.on('SIGINT', stop).on('SIGTERM', stop)
  return { signal: controller.signal, end: () => process.off('SIGINT', stop).off('SIGTERM', stop) }
}

/** How long an interrupted command, with everything closed, may take to write what is left to be said. */
const lastWordsMs = 1000

/** A login that a server keeps waiting cannot be called off: it would hold the process until its time to connect is over. */
const endSoon = (): void => {
  setTimeout(() => process.exit(), lastWordsMs).unref()
}

/** Opens the console on a workspace as this process sees it. */
export const openHere = async (
  options: GlobalOptions,
  directory: string,
  output: Output,
  { stays = false }: { readonly stays?: boolean } = {},
): Promise<Console> => {
  const [{ openConsole }, { startNodeChild }] = await Promise.all([
    import('../../console.ts'),
    import('../../foundation/processes/index.ts'),
  ])
  return openConsole({
    directory,
    environment: process.env,
    startChild: startNodeChild,
    stays,
    ...(stays || options.json === true ? {} : { askPassword: askForPassword }),
    ...(options.logSql === true ? { onStatement: (sql: string) => output.remark(`sql: ${sql}`) } : {}),
  })
}

/** Opens the console on the workspace, runs one command against the bridge, and closes it again whatever came. */
export const runCommand = async (
  options: GlobalOptions,
  command: (run: Run) => Promise<number | undefined>,
  workspace?: string,
): Promise<void> => {
  const directory = workspace ?? (await workspaceDirectory(options))
  const output = openOutput(options.json === true)
  const opened = await openHere(options, directory, output)
  const { createRouterClient, ORPCError } = await import('@orpc/server')
  const interrupted = interruption()
  try {
    const context = opened.context(options.as ?? null, 'command-line')
    const client: Client = createRouterClient(opened.router, { context })
    for (const notice of opened.state.notices) output.remark([notice.title, notice.detail, ...notice.remedy].join('\n'))
    const fileOf = (job: JobId) => opened.jobs.fileOf(job)
    const endWork = () => opened.endWork()
    process.exitCode = (await command({ client, output, options, signal: interrupted.signal, endWork, directory, fileOf })) ?? 0
  } catch (error) {
    // Declared errors carry a problem: the contract says so, and the bridge lets nothing else through.
    if (error instanceof ORPCError && error.code === 'PROVOST') throw ProvostError.from(error.data as Problem)
    throw error
  } finally {
    await opened.close()
    interrupted.end()
    if (interrupted.signal.aborted) endSoon()
  }
}
