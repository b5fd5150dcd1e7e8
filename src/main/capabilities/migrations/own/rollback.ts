import { ProvostError } from '#contract/errors.ts'
import type { LedgerEntry } from '../../../fleet/blueprints/index.ts'
import type { FrozenWay, WorkOn } from '../tool.ts'
import { type LedgerSession, ledgerOn } from './ledger-session.ts'
import { doneSha256 } from './prepared.ts'
import { runStatementByStatement } from './statement-by-statement.ts'
import { downFile, leftOf, type StepBack, stepsBack } from './way-back.ts'
import { answered, type FileWork, runWholeFile } from './whole-file.ts'

/** A way back that broke off is gone on with by the statements it was begun with. */
const changedBehind = ({ version, statementCursor }: LedgerEntry, file: string): ProvostError =>
  new ProvostError('migration.checksum-drift', `${file} was changed in the part that is done already.`, {
    detail: `${statementCursor} statements of the way back of ${version} were run here as the file stood then.`,
    remedy: ['Put those statements back as they were; change only what comes after them.'],
  })

/** Whether it was this call that took it back: without the tenant's lock (SQLite) another console may have been sooner. */
const takeBack = async (work: WorkOn, ledger: LedgerSession, { entry, migration, text }: StepBack): Promise<boolean> => {
  const { version } = migration
  const file: FileWork = { work, ledger, version, file: downFile(migration), text }
  if (text.transactional && entry.finishedAt !== null) {
    return runWholeFile(
      file,
      async () => (await ledger.find(version)) !== null,
      async () => {
        await ledger.remove(version)
        await work.session.command('commit', answered(work))
      },
    )
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
  if (begun === entry && entry.doneSha256 !== doneSha256(text.statements, entry.statementCursor)) throw changedBehind(entry, file.file)
  if (begun !== entry) {
    const { how, finishedAt, statementCursor, statements, doneSha256, evidence } = begun
    await ledger.change(version, { how, finishedAt, statementCursor, statements, doneSha256, evidence })
  }
  await runStatementByStatement(file, begun)
  await ledger.remove(version)
  return true
}

/**
 * Takes back, newest first. Every way back is looked for and taken apart before the first is gone.
 * @throws ProvostError `migration.no-way-back`, `migration.plan-changed`, `migration.*`
 */
export const rollbackOwn = async (work: WorkOn, way: FrozenWay): Promise<readonly string[]> => {
  const { session, source, config, signal, log } = work
  const ledger = ledgerOn(session, signal)
  const entries = (await ledger.readLocked(work)) ?? []
  const steps = (await stepsBack(config.engine, source.migrations(config.engine), leftOf(way, entries))).map(({ step }) => {
    if (step instanceof ProvostError) throw step
    return step
  })
  const back: string[] = []
  for (const step of steps) {
    const { entry } = step
    if (!(await takeBack(work, ledger, step))) continue
    back.push(entry.version)
    work.did?.(entry.version)
    log('info', `${entry.version} ${entry.name} taken back`)
  }
  // Gone by whomever.
  const gone = new Set(steps.map(({ entry }) => entry.version))
  work.stands?.(entries.findLast(({ version, finishedAt }) => finishedAt !== null && !gone.has(version))?.version ?? null)
  return back
}
