import type { Command } from 'commander'
import { ProvostError } from '#contract/errors.ts'
import { tenantStatuses } from '#contract/tenants.ts'
import { choice } from './arguments.ts'
import { facts, table } from './output.ts'
import { type GlobalOptions, runCommand } from './run.ts'
import { connectionTarget, domainArgument } from './target-option.ts'

type Options = GlobalOptions & {
  readonly status?: (typeof tenantStatuses)[number]
  readonly group?: string
  readonly database?: string
  readonly blueprint?: string
  readonly name?: string
}

const readCommands = (tenant: Command): void => {
  tenant
    .command('list')
    .description('the tenants of the workspace')
    .option('--status <status>', tenantStatuses.join('|'), choice('--status', tenantStatuses))
    .option('--group <group>', 'only those of a group')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await runCommand(options, async ({ client, output, signal }) => {
        const { status, group } = options
        const { tenants } = await client.tenants.list(
          { ...(status === undefined ? {} : { status }), ...(group === undefined ? {} : { group }) },
          { signal },
        )
        output.answer({ tenants }, () =>
          tenants.length === 0
            ? 'No tenants. Adopt a database: provost tenant adopt DOMAIN --database CONNECTION/DATABASE'
            : table(
                ['domain', 'name', 'status', 'database', 'server', 'blueprint', 'schema'],
                tenants.map((row) => [row.domain, row.name, row.status, row.database, row.server, row.blueprint, row.schemaVersion]),
              ),
        )
        return 0
      })
    })

  tenant
    .command('show')
    .description('one tenant and what was last found in its database')
    .argument('<domain>')
    .action(async (domain: string, _options: unknown, command: Command) => {
      await runCommand(command.optsWithGlobals<Options>(), async ({ client, output, signal }) => {
        const shown = await client.tenants.show({ domain: domainArgument(domain) }, { signal })
        const { tenant: row, facts: found } = shown
        output.answer(shown, () =>
          facts([
            ['domain', row.domain],
            ['name', row.name],
            ['status', row.status],
            ['connection', row.connection],
            ['database', row.database],
            ['server', row.server],
            ['blueprint', row.blueprint],
            ['schema', row.schemaVersion],
            ['groups', row.groups.join(', ') || null],
            ['created', row.createdAt],
            ['approved', row.approvedAt],
            ['health', found === null ? 'not looked at yet' : `${found.health}, ${found.checkedAt}`],
            ['people', found?.people ?? null],
            ['missing', found === null || found.missing.length === 0 ? null : found.missing.join(', ')],
          ]),
        )
        return 0
      })
    })
}

const changeCommands = (tenant: Command): void => {
  tenant
    .command('adopt')
    .description('an existing database becomes a tenant')
    .argument('<domain>')
    .requiredOption('--database <connection/database>', 'where it is; for a SQLite file the connection alone is enough')
    .option('--blueprint <blueprint>', 'what its schema should be; recognised where left out')
    .option('--name <name>', "the school's name; the domain where left out")
    .action(async (domain: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await runCommand(options, async ({ client, output, signal }) => {
        const target = connectionTarget(options.database ?? '')
        if (target.kind !== 'connection')
          throw new ProvostError('tenant.database-invalid', 'The database is written as CONNECTION/DATABASE.')
        const adopted = await client.tenants.adopt(
          {
            domain,
            connection: target.connection,
            ...(target.database === undefined ? {} : { database: target.database }),
            ...(options.blueprint === undefined ? {} : { blueprint: options.blueprint }),
            ...(options.name === undefined ? {} : { name: options.name }),
          },
          { signal },
        )
        output.answer(adopted, () => `${adopted.tenant.domain} is a tenant now, in ${adopted.tenant.database} on ${adopted.tenant.server}.`)
        return 0
      })
    })

  const group = tenant.command('group').description('groups of tenants')
  group
    .command('list')
    .argument('[group]')
    .action(async (name: string | undefined, _options: unknown, command: Command) => {
      await runCommand(command.optsWithGlobals<Options>(), async ({ client, output, signal }) => {
        const { groups } = await client.tenants.groups(undefined, { signal })
        const shown = name === undefined ? groups : groups.filter((row) => row.name === name)
        if (name !== undefined && shown.length === 0)
          throw new ProvostError('tenant.group-unknown', `No group is named ${name}.`, {
            remedy: ['List the groups: provost tenant group list'],
          })
        output.answer({ groups: shown }, () =>
          table(
            ['group', 'tenants', 'domains'],
            shown.map((row) => [row.name, row.domains.length, row.domains.join(', ')]),
          ),
        )
        return 0
      })
    })
  for (const verb of ['add', 'remove'] as const) {
    group
      .command(verb)
      .argument('<group>')
      .argument(verb === 'add' ? '<domains...>' : '[domains...]')
      .action(async (name: string, domains: string[], _options: unknown, command: Command) => {
        await runCommand(command.optsWithGlobals<Options>(), async ({ client, output, signal }) => {
          const input = { group: name, domains: domains.map(domainArgument) }
          const changed = await (verb === 'add'
            ? client.tenants.groupAdd(input, { signal })
            : client.tenants.groupRemove(input, { signal }))
          output.answer(changed, () => `${changed.group} has ${changed.domains.length} tenants: ${changed.domains.join(', ') || 'none'}`)
          return 0
        })
      })
  }
}

/** `provost tenant …` */
export const tenantCommands = (program: Command): void => {
  const tenant = program.command('tenant').description('the schools, a database each')
  readCommands(tenant)
  changeCommands(tenant)
}
