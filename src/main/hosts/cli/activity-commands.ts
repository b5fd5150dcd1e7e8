import { open, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { AuditEntry } from '#contract/audit.ts'
import { ProvostError } from '#contract/errors.ts'
import { jobId } from '#contract/ids.ts'
import { integer } from './arguments.ts'
import { facts, table } from './output.ts'
import { type Client, type GlobalOptions, runCommand } from './run.ts'

const jobArgument = (text: string) => {
  const parsed = jobId.safeParse(text)
  if (parsed.success) return parsed.data
  throw new ProvostError('job.unknown', `"${text}" is not the id of a job.`, { remedy: ['List the jobs: provost job list'] })
}

/** `provost job …` */
export const jobCommands = (program: Command): void => {
  const job = program.command('job').description('long work: exports now, more as it comes')
  job.command('list').action(async (_options: unknown, command: Command) => {
    await runCommand(command.optsWithGlobals<GlobalOptions>(), async ({ client, output, signal }) => {
      const { jobs } = await client.jobs.list({}, { signal })
      output.answer({ jobs }, () =>
        jobs.length === 0
          ? 'No jobs.'
          : table(
              ['id', 'state', 'title', 'done', 'by', 'created'],
              jobs.map((row) => [
                row.id,
                row.state,
                row.title,
                `${row.done}${row.total === null ? '' : ` of ${row.total}`} ${row.unit}`,
                row.operator,
                row.createdAt,
              ]),
            ),
      )
      return 0
    })
  })
  job
    .command('show')
    .argument('<id>')
    .action(async (id: string, _options: unknown, command: Command) => {
      await runCommand(command.optsWithGlobals<GlobalOptions>(), async ({ client, output, signal }) => {
        const shown = await client.jobs.show({ id: jobArgument(id) }, { signal })
        output.answer(shown, () =>
          [
            facts([
              ['id', shown.job.id],
              ['title', shown.job.title],
              ['state', shown.job.state],
              ['done', `${shown.job.done}${shown.job.total === null ? '' : ` of ${shown.job.total}`} ${shown.job.unit}`],
              ['outcome', shown.job.outcome ?? shown.job.problem?.title ?? null],
              ['file', shown.job.file?.name ?? null],
            ]),
            ...shown.log.map((line) => `${line.at}  ${line.level}  ${line.text}`),
          ].join('\n'),
        )
        return shown.job.state === 'failed' || shown.job.state === 'interrupted' ? 1 : 0
      })
    })
  job
    .command('cancel')
    .argument('<id>')
    .action(async (id: string, _options: unknown, command: Command) => {
      await runCommand(command.optsWithGlobals<GlobalOptions>(), async ({ client, output, signal }) => {
        const { job: cancelled } = await client.jobs.cancel({ id: jobArgument(id) }, { signal })
        output.answer({ job: cancelled }, () => `${cancelled.id} is ${cancelled.state}.`)
        return 0
      })
    })
}

async function* wholeLog(client: Client, signal: AbortSignal): AsyncGenerator<AuditEntry[]> {
  for (let after: number | null = 0; after !== null; ) {
    const page: { entries: AuditEntry[]; next: number | null } = await client.audit.export({ after }, { signal })
    yield page.entries
    after = page.next
  }
}

const exportLog = async (client: Client, signal: AbortSignal, file: string): Promise<{ file: string; entries: number }> => {
  const target = resolve(file)
  const unfinished = `${target}.${process.pid}.part`
  let entries = 0
  const handle = await open(unfinished, 'wx', 0o600).catch((error: unknown) => {
    throw new ProvostError('export.target-unusable', `The file ${file} could not be written.`, {
      detail: error instanceof Error ? error.message : '',
      remedy: ['Name a file in a folder that exists and may be written.'],
      cause: error,
    })
  })
  try {
    for await (const page of wholeLog(client, signal)) {
      for (const entry of page) await handle.write(`${JSON.stringify(entry)}\n`)
      entries += page.length
    }
    await handle.sync()
    await handle.close()
    await rename(unfinished, target)
  } catch (error) {
    await handle.close().catch(() => undefined)
    await rm(unfinished, { force: true })
    throw error
  }
  return { file: target, entries }
}

/** `provost audit …` */
export const auditCommands = (program: Command): void => {
  const audit = program.command('audit').description('who did what, in a chain that shows any change')
  audit
    .command('list')
    .option('--limit <n>', 'lines at most, 100 by default', integer('--limit', 1, 1000))
    .option('--search <text>')
    .action(async (_options: unknown, command: Command) => {
      const options = command.optsWithGlobals<GlobalOptions & { limit?: number; search?: string }>()
      await runCommand(options, async ({ client, output, signal }) => {
        const input = {
          ...(options.limit === undefined ? {} : { limit: options.limit }),
          ...(options.search === undefined ? {} : { search: options.search }),
        }
        const listed = await client.audit.list(input, { signal })
        output.answer(listed, () =>
          table(
            ['line', 'at', 'operator', 'action', 'target', 'outcome'],
            listed.entries.map((entry) => [entry.sequence, entry.at, entry.operator, entry.action, entry.target, entry.outcome]),
          ),
        )
        return 0
      })
    })
  audit.command('verify').action(async (_options: unknown, command: Command) => {
    await runCommand(command.optsWithGlobals<GlobalOptions>(), async ({ client, output, signal }) => {
      const verdict = await client.audit.verify(undefined, { signal })
      output.answer(verdict, () =>
        verdict.broken === null
          ? `The chain is whole: ${verdict.entries} lines, the last is ${verdict.lastHash.slice(0, 16)}.`
          : `The chain is broken at line ${verdict.broken.sequence}: ${verdict.broken.reason}`,
      )
      return verdict.ok ? 0 : 1
    })
  })
  audit
    .command('export')
    .description('the whole log as JSON lines, oldest first')
    .argument('<file>')
    .action(async (file: string, _options: unknown, command: Command) => {
      await runCommand(command.optsWithGlobals<GlobalOptions>(), async ({ client, output, signal }) => {
        const written = await exportLog(client, signal, file)
        output.answer(written, () => `${written.entries} lines are in ${written.file}.`)
        return 0
      })
    })
}
