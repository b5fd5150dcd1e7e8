import { ProvostError } from '#contract/errors.ts'
import type { LedgerEntry } from '../../../fleet/blueprints/index.ts'
import type { SourceMigration } from '../sources/source.ts'
import type { RollbackTo, WorkOn } from '../tool.ts'
import { type LedgerSession, ledgerOn } from './ledger-session.ts'
import { prepared } from './prepared.ts'
import { runStatementByStatement } from './statement-by-statement.ts'
import { answered, type FileWork, runWholeFile } from './whole-file.ts'

const chosen = (entries: readonly LedgerEntry[], to: RollbackTo): readonly LedgerEntry[] => {
  const newestFirst = entries.toReversed()
  if ('steps' in to) return newestFirst.slice(0, to.steps)
  if (to.version !== null && !entries.some(({ version }) => version === to.version)) {
    throw new ProvostError('migration.version-unknown', `${to.version} was never applied here.`, {
      detail: `Applied: ${entries.map(({ version }) => version).join(', ') || 'nothing'}.`,
      remedy: ['Name a version that is applied: it is the one that stays.'],
    })
  }
  return newestFirst.filter(({ version }) => version > (to.version ?? ''))
}

const wayBack = (source: readonly SourceMigration[], entry: LedgerEntry): SourceMigration => {
  const migration = source.find(({ version }) => version === entry.version)
  const because =
    entry.how === 'baseline'
      ? 'It was marked as applied by a baseline and never run by Provost.'
      : migration === undefined
        ? 'Its file is not in the source.'
        : migration.downSql === null
          ? 'It has no .down.sql.'
          : null
  if (because === null && migration !== undefined) return migration
  throw new ProvostError('migration.no-way-back', `${entry.version} ${entry.name} cannot be taken back.`, {
    detail: `${because ?? ''} Nothing was taken back.`,
    remedy: ['Restore the backup taken before it.', 'Or write what mends it as a new migration: going forward loses nothing.'],
  })
}

const takeBack = async (work: WorkOn, ledger: LedgerSession, entry: LedgerEntry, migration: SourceMigration): Promise<void> => {
  const { version } = migration
  const text = await prepared(work.config.engine, migration, 'down')
  const file: FileWork = { work, ledger, version, file: migration.file.replace(/\.up\.sql$/, '.down.sql'), text }
  if (text.transactional && entry.finishedAt !== null) {
    await runWholeFile(
      file,
      async () => (await ledger.find(version)) !== null,
      async () => {
        await ledger.remove(version)
        await work.session.command('commit', answered(work))
      },
    )
    return
  }
  if (entry.finishedAt === null && entry.how !== 'rollback') {
    throw new ProvostError('migration.failed-row', `${version} began and did not end: half of it cannot be taken back.`, {
      detail: `${entry.statementCursor} of ${entry.statements} statements are done.`,
      remedy: ['Apply again, which finishes it; then roll back.'],
    })
  }
  const begun: LedgerEntry =
    entry.how === 'rollback'
      ? entry
      : {
          ...entry,
          how: 'rollback',
          finishedAt: null,
          statementCursor: 0,
          statements: text.statements.length,
          doneSha256: null,
          evidence: null,
        }
  if (begun !== entry) {
    const { how, finishedAt, statementCursor, statements, doneSha256, evidence } = begun
    await ledger.change(version, { how, finishedAt, statementCursor, statements, doneSha256, evidence })
  }
  await runStatementByStatement(file, begun)
  await ledger.remove(version)
}

/**
 * Takes back, newest first. Every way back is looked for before the first is gone.
 * @throws ProvostError `migration.no-way-back`, `migration.version-unknown`, `migration.*`
 */
export const rollbackOwn = async (work: WorkOn, to: RollbackTo): Promise<readonly string[]> => {
  const { session, source, config, signal, log } = work
  const ledger = ledgerOn(session, signal)
  const entries = (await ledger.readLocked(work)) ?? []
  const migrations = source.migrations(config.engine)
  const steps = chosen(entries, to).map((entry) => ({ entry, migration: wayBack(migrations, entry) }))
  const back: string[] = []
  for (const { entry, migration } of steps) {
    await takeBack(work, ledger, entry, migration)
    back.push(entry.version)
    work.did?.(entry.version)
    log('info', `${entry.version} ${entry.name} taken back`)
  }
  work.stands?.(entries.findLast(({ version, finishedAt }) => finishedAt !== null && !back.includes(version))?.version ?? null)
  return back
}
