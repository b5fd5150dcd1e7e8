import { Command, CommanderError } from 'commander'
import { ProvostError } from '#contract/errors.ts'
import { productVersion } from '../../foundation/product/index.ts'

/** The nouns of the command line and who declares their commands. A call loads only its own noun: `--version` loads none. */
const nouns: Readonly<Record<string, () => Promise<(program: Command) => void>>> = {
  demo: async () => (await import('./serve-commands.ts')).demoCommands,
  serve: async () => (await import('./serve-commands.ts')).serveCommands,
  operator: async () => (await import('./operator-commands.ts')).operatorCommands,
  connection: async () => (await import('./connection-commands.ts')).connectionCommands,
  tenant: async () => (await import('./tenant-commands.ts')).tenantCommands,
  migrate: async () => (await import('./migrate-commands.ts')).migrateCommands,
  registrar: async () => (await import('./registrar-commands.ts')).registrarCommands,
  health: async () => (await import('./health-commands.ts')).healthCommands,
  job: async () => (await import('./activity-commands.ts')).jobCommands,
  audit: async () => (await import('./activity-commands.ts')).auditCommands,
}

const bareProgram = (): Command =>
  new Command('provost')
    .description('the administration console for LMS tenant databases')
    .version(productVersion)
    .option('--workspace <dir>', "the workspace; PROVOST_WORKSPACE else; else the user's data directory")
    .option('--json', 'stdout is one JSON document and nothing else')
    .option('--as <operator>', "who acts; the workspace's owner by default")
    .option('--yes', 'answers a plain confirmation')
    .option('--confirm <name>', 'answers a confirmation by the name of what is destroyed')
    .option('--log-sql', 'shows on stderr what Provost itself runs, without values')
    .exitOverride()
    // The words of a wrong call are printed once, by the host, in the form asked for.
    .configureOutput({ outputError: () => undefined })

const inherit = (command: Command): void => {
  for (const child of command.commands) {
    child.copyInheritedSettings(command)
    inherit(child)
  }
}

/** The program for one call: the commands of the noun it names, or of all nouns where it names none (help, a typing error). */
export const createProgram = async (args: readonly string[]): Promise<Command> => {
  const program = bareProgram()
  if (args.length === 1 && (args[0] === '--version' || args[0] === '-V')) return program
  const named = Object.keys(nouns).find((noun) => noun === firstWord(args))
  const declared = await Promise.all((named === undefined ? Object.values(nouns) : [nouns[named]]).map((load) => load?.()))
  for (const declare of declared) declare?.(program)
  inherit(program)
  return program
}

/** The first argument that is neither an option nor the value of one of the program's own. */
const firstWord = (args: readonly string[]): string | undefined => {
  const valued = new Set(['--workspace', '--as', '--confirm'])
  return args.find((argument, index) => !argument.startsWith('-') && !valued.has(args[index - 1] ?? ''))
}

const missing = (): ProvostError =>
  new ProvostError('call.invalid', 'The call names no command.', { remedy: ['See the commands: provost --help'] })

const helped = new Set(['commander.helpDisplayed', 'commander.version'])

/** What ended a call: an exit status where help or the version was shown, else the failure to print. */
export const failureOf = (error: unknown, json: boolean): unknown => {
  if (!(error instanceof CommanderError)) return error
  if (helped.has(error.code)) return 0
  if (error.code === 'commander.help') return json ? missing() : 2
  const words = error.message.replace(/^error: /, '')
  return new ProvostError('call.invalid', words.charAt(0).toUpperCase() + words.slice(1), { remedy: ['See the commands: provost --help'] })
}
