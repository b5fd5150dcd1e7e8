import { ProvostError } from '#contract/errors.ts'
import type { LedgerEntry } from '../../../fleet/blueprints/index.ts'
import { productVersion } from '../../../foundation/product/index.ts'
import { isLedgerWaived } from '../ledger-waiver.ts'
import type { SourceMigration } from '../sources/source.ts'
import type { WorkOn } from '../tool.ts'
import { judgeOwn } from './judge.ts'
import { type LedgerSession, ledgerOn } from './ledger-session.ts'
import { doneSha256, type PreparedText, prepared } from './prepared.ts'
import { runStatementByStatement } from './statement-by-statement.ts'
import { type FileWork, runWholeFile } from './whole-file.ts'

/** What keeps a database from being migrated at all, whoever asks. */
const blocking = new Set([
  'migration.checksum-drift',
  'migration.file-missing',
  'migration.unknown-version',
  'migration.out-of-order',
  'migration.baseline-needed',
])

const refuseUnsound = async (work: WorkOn, entries: readonly LedgerEntry[], freshLedger: boolean): Promise<readonly string[]> => {
  const { config, source, tables, waived } = work
  // Only a database without a history has to be looked at for tables.
  const present = freshLedger ? await tables() : []
  const { pending, problems } = await judgeOwn(config.engine, source, entries, present)
  const problem = problems.find(({ code }) => blocking.has(code) && !isLedgerWaived(code, waived))
  if (problem !== undefined) throw ProvostError.from(problem)
  return pending
}

const rowFor = ({ operator, clock }: WorkOn, { version, name, sha256 }: SourceMigration, text: PreparedText): LedgerEntry => ({
  version,
  name,
  sha256,
  statements: text.statements.length,
  statementCursor: 0,
  startedAt: clock().toISOString(),
  finishedAt: null,
  durationMs: null,
  appliedBy: operator,
  provostVersion: productVersion,
  how: 'run',
  doneSha256: null,
  evidence: null,
})

const applyWhole = async (file: FileWork, migration: SourceMigration): Promise<boolean> => {
  const { work, ledger, text } = file
  const begun = performance.now()
  const entry = rowFor(work, migration, text)
  return runWholeFile(
    file,
    // SQLite has no other lock than this transaction: another console may have been here since the ledger was read.
    async () => work.session.engine !== 'sqlite' || (await ledger.find(migration.version)) === null,
    () =>
      ledger.insertAndCommit({
        ...entry,
        statementCursor: text.statements.length,
        doneSha256: doneSha256(text.statements, text.statements.length),
        finishedAt: work.clock().toISOString(),
        durationMs: Math.round(performance.now() - begun),
      }),
  )
}

/** The row a broken-off migration goes on by; its file may have been mended, but only behind what is done. */
const taken = (open: LedgerEntry, migration: SourceMigration, text: PreparedText): LedgerEntry => {
  if (open.how === 'rollback') {
    throw new ProvostError('migration.failed-row', `${open.version} was being taken back here, and that did not end.`, {
      detail: `${open.statementCursor} of ${open.statements} statements of its way back are done.`,
      remedy: ['Roll back again to finish it; then apply.'],
    })
  }
  if (open.doneSha256 !== doneSha256(text.statements, open.statementCursor)) {
    throw new ProvostError('migration.checksum-drift', `${open.version} was changed in the part that is done already.`, {
      detail: `${open.statementCursor} statements were run here as the file stood then.`,
      remedy: ['Put those statements back as they were; change only what comes after them.'],
    })
  }
  return { ...open, sha256: migration.sha256, statements: text.statements.length }
}

const applyStepwise = async (file: FileWork, migration: SourceMigration, open: LedgerEntry | undefined): Promise<boolean> => {
  const { work, ledger, text, version } = file
  const begun = performance.now()
  const entry = open === undefined ? rowFor(work, migration, text) : taken(open, migration, text)
  if (open === undefined) await ledger.insert(entry)
  else await ledger.change(version, { sha256: entry.sha256, statements: entry.statements })
  await runStatementByStatement(file, entry)
  await ledger.change(version, {
    finishedAt: work.clock().toISOString(),
    durationMs: Math.round(performance.now() - begun),
    evidence: null,
  })
  return true
}

/** A file that ran in one transaction leaves no open row; one that did may have been marked otherwise since. */
const applyOne = async (
  work: WorkOn,
  ledger: LedgerSession,
  migration: SourceMigration,
  open: LedgerEntry | undefined,
): Promise<boolean> => {
  const text = await prepared(work.config.engine, migration, 'up')
  const file: FileWork = { work, ledger, version: migration.version, file: migration.file, text }
  return text.transactional && open === undefined ? applyWhole(file, migration) : applyStepwise(file, migration, open)
}

/**
 * Applies what is pending. Each migration is whole or not there, or, where the engine cannot roll back, goes on at its statement.
 * @throws ProvostError `migration.*`
 */
export const applyOwn = async (work: WorkOn, to: string | null): Promise<readonly string[]> => {
  const { session, source, config, signal, log } = work
  const ledger = ledgerOn(session, signal)
  const before = await ledger.readLocked(work)
  const entries = before ?? []
  const pending = await refuseUnsound(work, entries, entries.length === 0)
  const known = new Map(source.migrations(config.engine).map((migration) => [migration.version, migration]))
  const wanted = pending.filter((version) => to === null || version <= to)
  await work.admit(wanted)
  if (before === null && pending.length > 0) await ledger.ensure()
  const applied: string[] = []
  for (const version of wanted) {
    const migration = known.get(version)
    if (migration === undefined) continue
    const begun = performance.now()
    const open = entries.find((entry) => entry.version === version && entry.finishedAt === null)
    if (!(await applyOne(work, ledger, migration, open))) continue
    applied.push(version)
    work.did?.(version)
    log('info', `${version} applied in ${Math.round(performance.now() - begun)} ms: ${migration.name}`)
  }
  const finished = entries.filter(({ finishedAt }) => finishedAt !== null).map(({ version }) => version)
  work.stands?.([...finished, ...applied].sort().at(-1) ?? null)
  return applied
}
