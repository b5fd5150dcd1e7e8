import type { MigrationSourceView, Run, RunTarget } from '#contract/migrations.ts'
import { isRunning } from './state-words.ts'
import type { StatusRow } from './status-rows.ts'
import { writeTargets } from './targets-text.ts'

const noPrisma = 'Prisma’s migrations have no way back: write one that undoes the change, or restore a backup.'

/** Why nothing of a target can be taken back; null where something can, or where only the plan can tell. */
export function rollbackWhyNot({ status, unwritable }: StatusRow, views: readonly MigrationSourceView[]): string | null {
  if (unwritable !== null) return unwritable
  if (status === null) return 'It has not answered yet.'
  const newest = status.applied.at(-1)
  if (newest === undefined) return status.state === 'failed' ? null : 'No migration is applied here.'
  if (status.tool === 'prisma') return noPrisma
  const files = views.flatMap(({ migrations }) =>
    migrations.filter(({ version, engine }) => version === newest && engine === status.engine),
  )
  if (files.length === 0 || files.some(({ reversible }) => reversible)) return null
  return status.tool === 'alembic'
    ? `${newest} has no downgrade. Write it, or restore a backup.`
    : `${newest} has no .down.sql, so nothing can be taken back. Write it, or restore a backup.`
}

/** What a run put in, and the way to take it back. */
export interface RunRollback {
  readonly on: string | undefined
  /** How far, as `how-far.ts` writes it: to where the run began; undefined where that was not the same version everywhere. */
  readonly back: string | undefined
  readonly whyNot: string | null
}

/** The version before the one that a run applied first, so that whatever was done since is counted in. */
const beforeRun = ({ versions }: Run, changed: readonly RunTarget[]): string | undefined => {
  const firsts = new Set(changed.map(({ applied }) => applied[0]))
  const at = versions.findIndex(({ version }) => firsts.has(version))
  return firsts.size === 1 && at !== -1 ? `to:${versions[at - 1]?.version ?? ''}` : undefined
}

export function rollbackOfRun(run: Run, targets: readonly RunTarget[]): RunRollback {
  const changed = targets.filter(({ applied }) => applied.length > 0)
  const back = beforeRun(run, changed)
  return {
    on: writeTargets(changed.map(({ reference }) => reference)),
    back,
    whyNot: isRunning(run.state)
      ? 'It is being worked on.'
      : run.source.tool === 'prisma'
        ? noPrisma
        : changed.length === 0
          ? 'It applied nothing.'
          : back === undefined
            ? 'Its targets did not all begin at the same version, so no one version leads them back. Roll back those that did together, from the status.'
            : null,
  }
}

/** Whether a run takes back instead of applying. */
export const isRollback = ({ kind }: Pick<Run, 'kind'>): boolean => kind === 'migration.rollback'
