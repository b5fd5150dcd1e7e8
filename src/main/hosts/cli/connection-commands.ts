import { type Command, InvalidArgumentError } from 'commander'
import { defaultQueryTimeoutMs, longestQueryTimeoutMs } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { Cell } from '#contract/values.ts'
import { integer, repeated } from './arguments.ts'
import { connectionAccessCommands } from './connection-access-commands.ts'
import { connectionFacts } from './connection-facts.ts'
import { connectionFileCommands } from './connection-file-commands.ts'
import { addCommand, changeCommand } from './connection-setting-commands.ts'
import { parseFilter, parseSort } from './filter-argument.ts'
import { facts, table } from './output.ts'
import { planWords } from './plan-words.ts'
import { type GlobalOptions, runCommand } from './run.ts'
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

const statement = (text: string): string => {
  if (text.trim() === '') throw new InvalidArgumentError('--sql is a statement, such as "select 1".')
  return text
}

const stoppedAt = (rows: number, cappedBy: 'rows' | 'bytes' | null): string =>
  cappedBy === 'bytes'
    ? `Stopped at ${rows} rows: the result is as large as a result may be. Select fewer columns, or part of a long value.`
    : `Stopped at ${rows} rows; more match.`

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
    .requiredOption('--sql <sql>', 'the statement', statement)
    .option('--limit <n>', 'rows at most, 1,000 by default', integer('--limit', 1, 10_000))
    .option(
      '--timeout <ms>',
      `milliseconds it may take, ${defaultQueryTimeoutMs} by default`,
      integer('--timeout', 100, longestQueryTimeoutMs),
    )
    .option('--plan', 'how the database would run it, instead of its rows')
    .option('--measured', 'with --plan: runs the statement, and tells the time of each step')
    .action(async (name: string, _options: unknown, command: Command) => {
      const options = command.optsWithGlobals<
        Options & { sql: string; limit?: number; timeout?: number; plan?: boolean; measured?: boolean }
      >()
      const time = options.timeout === undefined ? {} : { timeoutMs: options.timeout }
      if (options.measured === true && options.plan !== true)
        throw new ProvostError('call.invalid', '--measured belongs to --plan.', { remedy: ['Give both, or neither.'] })
      await runCommand(options, async ({ client, output, signal }) => {
        if (options.plan === true) {
          const plan = await client.connections.explain(
            { name: connectionArgument(name), sql: options.sql, measured: options.measured === true, ...time },
            { signal },
          )
          output.answer(plan, () => planWords(plan))
          return 0
        }
        const result = await client.connections.query(
          { name: connectionArgument(name), sql: options.sql, ...(options.limit === undefined ? {} : { limit: options.limit }), ...time },
          { signal },
        )
        const { columns, rows, truncated, cappedBy } = result
        output.answer({ columns, rows, truncated, cappedBy }, () =>
          [
            table(
              columns.map((column) => column.name),
              rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell : cellText(cell)))),
            ),
            ...(truncated ? [stoppedAt(rows.length, cappedBy)] : []),
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
  changeCommand(connection)
  trustCommand(connection)
  readCommands(connection)
  tableCommands(connection)
  connectionFileCommands(connection)
  connectionAccessCommands(connection)
}
