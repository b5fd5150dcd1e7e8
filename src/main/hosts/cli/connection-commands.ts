import type { Command } from 'commander'
import type { Connection } from '#contract/connections.ts'
import { environments, tlsModes } from '#contract/connections.ts'
import type { Cell } from '#contract/values.ts'
import { choice, integer, repeated } from './arguments.ts'
import { connectionAccessCommands } from './connection-access-commands.ts'
import { connectionFileCommands } from './connection-file-commands.ts'
import { parseFilter, parseSort } from './filter-argument.ts'
import { facts, table } from './output.ts'
import { readPassword } from './password.ts'
import { type GlobalOptions, runCommand } from './run.ts'
import { splitCommand } from './split-command.ts'
import { connectionArgument, connectionTarget, findTable } from './target-option.ts'
import { trustCommand } from './trust-command.ts'

type Options = GlobalOptions & Record<string, unknown>

const cellText = (cell: Cell): string => {
  if (cell === null) return 'null'
  if (typeof cell !== 'object') return String(cell)
  if ('$bytes' in cell) return `base64:${cell.$bytes}`
  if ('$hidden' in cell) return 'hidden for your role'
  return `${cell.$cut}… (${cell.size} ${cell.of === 'bytes' ? 'bytes' : 'bytes of text'})`
}

const passwordWords = ({ passwordFrom, passwordIn, passwordCommand, passwordChangedAt }: Connection): string => {
  if (passwordFrom === 'ask') return 'asked for in each run'
  if (passwordFrom === 'command') return `from the command ${passwordCommand?.[0] ?? ''}`
  if (passwordIn === null) return 'none stored'
  return `in the ${passwordIn}${passwordChangedAt === null ? '' : `, set ${passwordChangedAt.slice(0, 10)}`}`
}

const connectionFacts = (connection: Connection): string =>
  facts([
    ['name', connection.name],
    ['engine', connection.engine],
    ['address', connection.address],
    ['user', connection.user],
    ['database', connection.database],
    ['environment', connection.environment],
    ['access', connection.readWrite ? 'read-write' : 'read-only'],
    ['schema', connection.external ? 'owned by the LMS (external)' : 'may be migrated here'],
    ['tls', connection.tls.pin === null ? connection.tls.mode : `${connection.tls.mode}, only the certificate ${connection.tls.pin}`],
    ['tunnel', connection.ssh],
    ['password', passwordWords(connection)],
    ['added', connection.createdAt],
  ])

const addCommand = (connection: Command): void => {
  connection
    .command('add')
    .description('add a connection; read-only until you say otherwise')
    .argument('<name>')
    .requiredOption('--url <url>', 'a URL, file: or path; a password in it is kept only in the vault')
    .option('--password-stdin', 'read the password from standard input')
    .option('--read-write', 'sessions may write')
    .option('--tls <mode>', tlsModes.join('|'), choice('--tls', tlsModes))
    .option('--tls-ca <file>', 'certificate of the authority')
    .option('--tls-cert <file>', 'client certificate')
    .option('--tls-key <file>', 'key of the client certificate')
    .option('--ssh <user@host[:port]>', 'through a tunnel of the system’s ssh')
    .option('--ask-password', 'the password is asked for in each run and never stored')
    .option('--password-command <command>', 'a program that prints the password; no shell runs it', splitCommand)
    .option('--password-days <n>', 'warn of a password older than this, 90 by default', integer('--password-days', 1, 3650))
    .option('--environment <environment>', environments.join('|'), choice('--environment', environments))
    .option('--external', 'the LMS owns the schema: nothing is ever migrated here')
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<
        Options & {
          url: string
          passwordStdin?: boolean
          askPassword?: boolean
          passwordCommand?: string[]
          passwordDays?: number
          tls?: (typeof tlsModes)[number]
          environment?: (typeof environments)[number]
        }
      >()
      const { askPassword, passwordCommand, passwordDays } = options
      const fromElsewhere = (askPassword === true || passwordCommand !== undefined) && options.passwordStdin !== true
      const password = fromElsewhere ? undefined : await readPassword(options, options.url)
      await runCommand(options, async ({ client, output, signal }) => {
        const text = (key: string): string | undefined => (typeof options[key] === 'string' ? options[key] : undefined)
        const { connection: added, warnings } = await client.connections.add(
          {
            name,
            url: options.url,
            ...(password === undefined ? {} : { password }),
            ...(askPassword === undefined ? {} : { askPassword }),
            ...(passwordCommand === undefined ? {} : { passwordCommand }),
            ...(passwordDays === undefined ? {} : { passwordRotationDays: passwordDays }),
            ssh: text('ssh'),
            readWrite: options['readWrite'] === true,
            external: options['external'] === true,
            ...(options.environment === undefined ? {} : { environment: options.environment }),
            tls: { mode: options.tls, ca: text('tlsCa'), cert: text('tlsCert'), key: text('tlsKey') },
          },
          { signal },
        )
        for (const warning of warnings) output.remark(`warning: ${warning}`)
        output.answer({ connection: added, warnings }, () => connectionFacts(added))
        return 0
      })
    })
}

const readCommands = (connection: Command): void => {
  connection
    .command('list')
    .description('every connection of the workspace')
    .action(async (_options: unknown, command: Command) => {
      await runCommand(command.optsWithGlobals<Options>(), async ({ client, output, signal }) => {
        const { connections } = await client.connections.list(undefined, { signal })
        output.answer({ connections }, () =>
          connections.length === 0
            ? 'No connections yet. Add one: provost connection add NAME --url URL'
            : table(
                ['name', 'engine', 'address', 'database', 'environment', 'access'],
                connections.map((c) => [
                  c.name,
                  c.engine,
                  c.address,
                  c.engine === 'sqlite' ? null : c.database,
                  c.environment,
                  c.readWrite ? 'read-write' : 'read-only',
                ]),
              ),
        )
        return 0
      })
    })

  connection
    .command('show')
    .description('one connection, its tenants and what kind of LMS it holds')
    .argument('<name>')
    .action(async (name: string, _options: unknown, command: Command) => {
      await runCommand(command.optsWithGlobals<Options>(), async ({ client, output, signal }) => {
        const shown = await client.connections.show({ name: connectionArgument(name) }, { signal })
        output.answer(shown, () => {
          const lms =
            shown.adapter === null
              ? 'not recognised, or not reachable'
              : `${shown.adapter.id}${shown.adapter.missing.length > 0 ? `, missing ${shown.adapter.missing.join(', ')}` : ''}`
          return `${connectionFacts(shown.connection)}\n${facts([
            ['tenants', shown.tenants.join(', ') || null],
            ['lms', lms],
          ])}${shown.warnings.map((words) => `\nwarning: ${words}`).join('')}`
        })
        return 0
      })
    })

  connection
    .command('remove')
    .description('forget a connection and its stored password; the database is not touched')
    .argument('<name>')
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options>()
      await runCommand(options, async ({ client, output, signal }) => {
        const { removed } = await client.connections.remove(
          { name: connectionArgument(name), ...(options.confirm === undefined ? {} : { confirm: options.confirm }) },
          { signal },
        )
        output.answer({ removed }, () => `${removed} is removed. Its database was not touched.`)
        return 0
      })
    })
}

const tableCommands = (connection: Command): void => {
  connection
    .command('tables')
    .description('the tables and views; row numbers are estimates')
    .argument('<name>', 'the connection, or CONNECTION/DATABASE')
    .action(async (name: string, _options: unknown, command: Command) => {
      await runCommand(command.optsWithGlobals<Options>(), async ({ client, output, signal }) => {
        const listed = await client.tables.list({ target: connectionTarget(name) }, { signal })
        output.answer(listed, () =>
          table(
            ['table', 'kind', 'about rows', 'group'],
            listed.tables.map((entry) => [
              entry.schema === null ? entry.name : `${entry.schema}.${entry.name}`,
              entry.kind,
              entry.estimatedRows,
              entry.group,
            ]),
            'not known',
          ),
        )
        return 0
      })
    })

  connection
    .command('rows')
    .description('rows of a table, paged by key')
    .argument('<name>', 'the connection, or CONNECTION/DATABASE')
    .argument('<table>', 'TABLE or SCHEMA.TABLE')
    .option('--sort <column[:desc]>', 'sort by this column; may be given again', repeated, [])
    .option('--filter <filter>', "'COLUMN OPERATOR VALUE'; may be given again", repeated, [])
    .option('--limit <n>', 'rows at most, 100 by default', integer('--limit', 1, 5000))
    .option('--after <cursor>', 'the page after this cursor')
    .action(async (name: string, tableName: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options & { sort: string[]; filter: string[]; limit?: number; after?: string }>()
      const [sort, filters] = [options.sort.map(parseSort), options.filter.map(parseFilter)]
      await runCommand(options, async (run) => {
        const target = connectionTarget(name)
        const found = await findTable(run, target, tableName)
        const request = {
          target,
          table: found,
          sort,
          filters,
          ...(options.limit === undefined ? {} : { limit: options.limit }),
          ...(options.after === undefined ? {} : { after: options.after }),
        }
        const page = await run.client.tables.rows(request, { signal: run.signal })
        run.output.answer({ columns: page.columns, rows: page.rows, next: page.next, pagedBy: page.pagedBy }, () =>
          [
            table(
              page.columns.map((column) => column.name),
              page.rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell : cellText(cell)))),
            ),
            ...(page.next === null ? [] : [`More rows follow: --after ${page.next}`]),
          ].join('\n'),
        )
        return 0
      })
    })

  connection
    .command('query')
    .description('one read-only statement on a read-only session')
    .argument('<name>')
    .requiredOption('--sql <sql>', 'the statement')
    .option('--limit <n>', 'rows at most, 1,000 by default', integer('--limit', 1, 10_000))
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<Options & { sql: string; limit?: number }>()
      await runCommand(options, async ({ client, output, signal }) => {
        const result = await client.connections.query(
          { name: connectionArgument(name), sql: options.sql, ...(options.limit === undefined ? {} : { limit: options.limit }) },
          { signal },
        )
        output.answer({ columns: result.columns, rows: result.rows, truncated: result.truncated }, () =>
          [
            table(
              result.columns.map((column) => column.name),
              result.rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell : cellText(cell)))),
            ),
            ...(result.truncated ? [`Stopped at ${result.rows.length} rows; more match.`] : []),
          ].join('\n'),
        )
        return 0
      })
    })
}

/** `provost connection …` */
export const connectionCommands = (program: Command): void => {
  const connection = program.command('connection').description('databases and servers')
  addCommand(connection)
  trustCommand(connection)
  readCommands(connection)
  tableCommands(connection)
  connectionFileCommands(connection)
  connectionAccessCommands(connection)
}
