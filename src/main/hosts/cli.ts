#!/usr/bin/env node
import { Command, CommanderError } from 'commander'
import { ProvostError } from '#contract/errors.ts'
import { productVersion } from '../foundation/product/index.ts'
import { activityCommands } from './cli/activity-commands.ts'
import { connectionCommands } from './cli/connection-commands.ts'
import { operatorCommands } from './cli/operator-commands.ts'
import { printFailure } from './cli/output.ts'
import { registrarCommands } from './cli/registrar-commands.ts'
import { demoCommands, serveCommands } from './cli/serve-commands.ts'
import { tenantCommands } from './cli/tenant-commands.ts'

/** Known before the arguments are parsed, because a call that cannot be parsed still has to answer in JSON. */
const json = process.argv.includes('--json')

const program = new Command('provost')
  .description('the administration console for LMS tenant databases')
  .version(productVersion)
  .option('--workspace <dir>', "the workspace; PROVOST_WORKSPACE else; else the user's data directory")
  .option('--json', 'stdout is one JSON document and nothing else')
  .option('--as <operator>', "who acts; the workspace's owner by default")
  .option('--yes', 'answers a plain confirmation')
  .option('--confirm <name>', 'answers a confirmation by the name of what is destroyed')
  .option('--log-sql', 'shows on stderr what Provost itself runs, without values')
  .exitOverride()
  .configureOutput({
    // The words of a wrong call are printed once, below, in the form asked for.
    outputError: () => undefined,
  })

demoCommands(program)
serveCommands(program)
operatorCommands(program)
connectionCommands(program)
tenantCommands(program)
registrarCommands(program)
activityCommands(program)

const inherit = (command: Command): void => {
  for (const child of command.commands) {
    child.copyInheritedSettings(command)
    inherit(child)
  }
}
inherit(program)

const helped = new Set(['commander.helpDisplayed', 'commander.help', 'commander.version'])

const wrongCall = (error: CommanderError): ProvostError =>
  new ProvostError(
    'call.invalid',
    error.message.replace(/^error: /, '').replace(/^./, (letter) => letter.toUpperCase()),
    {
      remedy: ['See the commands: provost --help'],
    },
  )

try {
  await program.parseAsync()
} catch (error) {
  if (error instanceof CommanderError && helped.has(error.code)) process.exitCode = error.code === 'commander.help' ? 2 : 0
  else process.exitCode = printFailure(error instanceof CommanderError ? wrongCall(error) : error, json)
}
