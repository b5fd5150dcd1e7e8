import { copyFile, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Command } from 'commander'
import { ProvostError } from '#contract/errors.ts'
import type { JobId } from '#contract/ids.ts'
import type { Job } from '#contract/jobs.ts'
import type { Mapping, RegistrarListInput } from '#contract/registrar.ts'
import { repeated } from './arguments.ts'
import { parseSort } from './filter-argument.ts'
import { table } from './output.ts'
import { type Client, type GlobalOptions, type Run, runCommand } from './run.ts'
import { targetOption } from './target-option.ts'

type Options = GlobalOptions & {
  readonly tenant?: string
  readonly connection?: string
  readonly search?: string
  readonly status?: string
  readonly sort: string[]
  readonly csv?: string
}

type Lists = 'people' | 'enrollments' | 'withdrawals' | 'refunds'
interface Page {
  readonly rows: readonly object[]
  readonly next: string | null
  readonly mapping: Mapping
}

/** What each list shows to a person; the JSON has every field. */
const shownColumns: Readonly<Record<Lists, readonly string[]>> = {
  people: ['id', 'name', 'email', 'roles', 'createdAt', 'deletedAt', 'enrollments'],
  enrollments: ['id', 'personName', 'program', 'status', 'enrolledAt', 'completedAt', 'progressPercent'],
  withdrawals: ['id', 'personName', 'program', 'requestedAt', 'progressPercent', 'state', 'deadline', 'refundCents', 'inconsistencies'],
  refunds: ['id', 'withdrawalId', 'personName', 'amountCents', 'approvedAt', 'approvedBy', 'remittedAt', 'state', 'inconsistencies'],
}

const cell = (value: unknown): string | number | null => {
  if (value === null || value === undefined) return null
  if (Array.isArray(value)) return value.join(', ')
  if (typeof value === 'object' && 'deadline' in value && 'daysLeft' in value)
    return `${String(value.deadline)} (${String(value.daysLeft)} days)`
  return typeof value === 'number' ? value : String(value)
}

const pageSize = 1000

/** Every row of a list, page after page: the command's answer is whole, however many pages the bridge cut it into. */
const readAll = async (
  list: Client['registrar'][Lists],
  input: RegistrarListInput,
  signal: AbortSignal,
): Promise<{ rows: object[]; mapping: Mapping }> => {
  const rows: object[] = []
  let page: Page = await list({ ...input, limit: pageSize }, { signal })
  rows.push(...page.rows)
  while (page.next !== null) {
    page = await list({ ...input, limit: pageSize, after: page.next }, { signal })
    rows.push(...page.rows)
  }
  return { rows, mapping: page.mapping }
}

/** Waits for a job to end; being interrupted cancels it. */
const settled = async ({ client, output, signal }: Run, id: JobId): Promise<Job> => {
  for (;;) {
    const { job } = await client.jobs.show({ id })
    if (job.state === 'done') return job
    if (job.state === 'failed' || job.state === 'cancelled' || job.state === 'interrupted') {
      throw job.problem === null ? new ProvostError('call.cancelled', `The export was ${job.state}.`) : ProvostError.from(job.problem)
    }
    if (signal.aborted && job.state !== 'cancelling') await client.jobs.cancel({ id })
    if (job.done > 0) output.remark(`${job.done}${job.total === null ? '' : ` of ${job.total}`} ${job.unit}`)
    await setTimeout(200)
  }
}

/** Runs the export as a job and puts the finished file where it was asked for, whole or not at all. */
const exportCsv = async (run: Run, list: Lists, input: RegistrarListInput, file: string): Promise<number> => {
  const { client, output, signal } = run
  const { job: id } = await client.registrar.exportCsv({ ...input, list }, { signal })
  const job = await settled(run, id)
  const target = resolve(file)
  const unfinished = `${target}.${id}.part`
  try {
    await copyFile(run.fileOf(id).path, unfinished)
    await rename(unfinished, target)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw new ProvostError('export.target-unusable', `The file ${file} could not be written.`, {
      detail: error instanceof Error ? error.message : '',
      remedy: ['Name a file in a folder that exists and may be written.'],
      cause: error,
    })
  }
  output.answer({ file: target, rows: job.done, job: id }, () => `${job.done} rows are in ${target}.`)
  return 0
}

/** `provost registrar people|enrollments|withdrawals|refunds` */
export const registrarCommands = (program: Command): void => {
  const registrar = program.command('registrar').description('students, enrollments, withdrawals and refunds')
  for (const list of ['people', 'enrollments', 'withdrawals', 'refunds'] as const) {
    registrar
      .command(list)
      .option('--tenant <domain>')
      .option('--connection <name>')
      .option('--search <text>', 'name, e-mail or id')
      .option('--status <status>', 'a state or status as the list shows it')
      .option('--sort <field[:desc]>', 'may be given again', repeated, [])
      .option('--csv <file>', 'write the list to a file')
      .action(async (_options: unknown, command: Command) => {
        const options = command.optsWithGlobals<Options>()
        const input: RegistrarListInput = {
          target: targetOption(options),
          sort: options.sort.map(parseSort),
          ...(options.search === undefined ? {} : { search: options.search }),
          ...(options.status === undefined ? {} : { status: options.status }),
        }
        await runCommand(options, async (run) => {
          if (options.csv !== undefined) return exportCsv(run, list, input, options.csv)
          const { rows, mapping } = await readAll(run.client.registrar[list], input, run.signal)
          if (mapping.missing.length > 0) run.output.remark(`The schema lacks: ${mapping.missing.join(', ')}.`)
          run.output.answer({ [list]: rows, mapping }, () => {
            const columns = shownColumns[list].filter((column) => !mapping.absent.includes(column))
            return table(
              columns,
              rows.map((row) => columns.map((column) => cell((row as Record<string, unknown>)[column]))),
            )
          })
          return 0
        })
      })
  }
}
