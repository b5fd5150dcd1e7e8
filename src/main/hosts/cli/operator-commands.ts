import type { Command } from 'commander'
import { InvalidArgumentError } from 'commander'
import { type Role, roles, roleTitle } from '#contract/access.ts'
import { table } from './output.ts'
import { type GlobalOptions, runCommand } from './run.ts'

const rolesArgument = (text: string, before: readonly Role[]): Role[] => {
  const named = text.split(',').map((word) => roles.find((role) => role === word.trim()))
  if (named.includes(undefined)) throw new InvalidArgumentError(`--role is one of ${roles.join(', ')}.`)
  return [...new Set([...before, ...named.filter((role) => role !== undefined)])]
}

/** `provost operator …` */
export const operatorCommands = (program: Command): void => {
  const operator = program.command('operator').description('who works with this workspace, in which role')
  operator.command('list').action(async (_options: unknown, command: Command) => {
    await runCommand(command.optsWithGlobals<GlobalOptions>(), async ({ client, output, signal }) => {
      const { operators } = await client.operators.list(undefined, { signal })
      output.answer({ operators }, () =>
        table(
          ['name', 'roles', 'owner'],
          operators.map((row) => [row.name, row.roles.map((role) => roleTitle[role]).join(', '), row.owner ? 'owner' : '']),
        ),
      )
      return 0
    })
  })
  operator
    .command('add')
    .argument('<name>')
    .requiredOption('--role <role>', `${roles.join('|')}; may be given again`, rolesArgument, [])
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { role: Role[] }>()
      await runCommand(options, async ({ client, output, signal }) => {
        const added = await client.operators.add({ name, roles: options.role }, { signal })
        output.answer(
          added,
          () => `${added.operator.name} is an operator: ${added.operator.roles.map((role) => roleTitle[role]).join(', ')}.`,
        )
        return 0
      })
    })
}
