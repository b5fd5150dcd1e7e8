import type { Command } from 'commander'
import type { TargetSelection } from '#contract/migrations.ts'
import { integer } from './arguments.ts'
import type { GlobalOptions } from './run.ts'
import { connectionTarget, domainArgument } from './target-option.ts'

export type TargetOptions = GlobalOptions & {
  readonly tenant?: readonly string[]
  readonly connection?: readonly string[]
  readonly group?: readonly string[]
  readonly all?: boolean
  readonly source?: string
}

/** Of a command that asks many targets. */
export type AskOptions = TargetOptions & { readonly concurrency?: number }

/** The options that choose databases and the folder of their migrations. */
export const withTargets = (command: Command): Command =>
  command
    .option('--tenant <domain...>', 'tenants, by domain')
    .option('--group <group...>', 'the tenants of a group')
    .option('--connection <name...>', 'connections, NAME or NAME/DATABASE')
    .option('--all', 'every tenant')
    .option('--source <dir>', "a folder of migrations: Provost's own kind, Prisma or Alembic; each tenant's blueprint where left out")

/** What those options chose. Where they chose nothing the procedure says so. */
export const selectionOf = ({ tenant, group, connection, all }: TargetOptions): TargetSelection => ({
  all: all === true,
  tenants: (tenant ?? []).map(domainArgument),
  groups: [...(group ?? [])],
  connections: (connection ?? []).map((text) => {
    const target = connectionTarget(text)
    if (target.kind !== 'connection') throw new Error('A connection was asked for')
    return { connection: target.connection, ...(target.database === undefined ? {} : { database: target.database }) }
  }),
})

/** `--concurrency`, of whoever asks or works on many targets. */
export const withConcurrency = (command: Command): Command =>
  command.option('--concurrency <n>', 'at once, per server; 8 by default, 4 for drift', integer('--concurrency', 1, 64))

export const askedBy = (options: AskOptions) => ({
  ...chosenBy(options),
  ...(options.concurrency === undefined ? {} : { concurrency: options.concurrency }),
})

export const chosenBy = (options: TargetOptions) => ({
  targets: selectionOf(options),
  ...(options.source === undefined ? {} : { source: options.source }),
})
