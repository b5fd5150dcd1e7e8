import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { LintFinding } from '#contract/migrations.ts'
import {
  type LintFacts,
  type LintMemory,
  type LintFinding as LintOutcome,
  type LintRule,
  lintMemory,
  lintStatements,
  type SqlStatement,
  splitStatements,
} from '../../../engines/index.ts'
import { type Directives, directivesOf } from '../../../fleet/blueprints/index.ts'
import type { RevisionText } from '../alembic/index.ts'
import type { MigrationSource, SourceMigration } from '../sources/source.ts'
import { type CallWaiver, checkCallWaivers, fileWaivers } from './waivers.ts'

interface LintRequest {
  /** Of which versions to tell; all where left out. Those before them are read as well, for what they tell of the schema. */
  readonly versions?: readonly string[]
  readonly waive?: readonly CallWaiver[]
  /** What the tool itself tells of migrations that have no SQL of their own (Alembic's). */
  readonly texts?: ReadonlyMap<string, RevisionText>
}

/** How the tool runs the file: ours in one transaction unless the file says otherwise, Prisma's as one script as it is. */
const factsOf = (
  tool: MigrationSource['tool'],
  engine: EngineKind,
  { transaction, foreignKeysOff }: Directives,
  statements: readonly SqlStatement[],
): LintFacts => {
  if (tool === 'provost') return { transactional: engine !== 'mysql' && transaction, foreignKeysOff }
  // PostgreSQL takes several statements sent together for one transaction, and a single one for itself.
  return { transactional: engine === 'postgres' && statements.length > 1 && !statements.some(({ control }) => control), foreignKeysOff }
}

/** Rules that speak of how Provost runs its own files, and not of what another tool does with its. */
const oursAlone: ReadonlySet<LintRule> = new Set<LintRule>(['transaction-control', 'session-value'])

const lintMigration = async (
  { tool }: MigrationSource,
  engine: EngineKind,
  sql: string,
  memory: LintMemory,
): Promise<readonly (LintOutcome & { readonly waived: string | null })[]> => {
  const statements = await splitStatements(engine, sql)
  const directives = directivesOf(engine, sql, statements)
  const findings = await lintStatements(engine, statements, factsOf(tool, engine, directives, statements), memory)
  const waived = fileWaivers(directives.waivers, statements)
  return findings
    .filter(({ rule }) => tool === 'provost' || !oursAlone.has(rule))
    .map((finding) => ({ ...finding, waived: waived.get(`${finding.statement} ${finding.rule}`) ?? null }))
}

/** Cut where alembic's own statements begin and end transactions: what each part may do differs. */
const byTransaction = (
  statements: readonly SqlStatement[],
  inTransaction: boolean,
): readonly { readonly statements: readonly SqlStatement[]; readonly transactional: boolean }[] => {
  const parts: { statements: SqlStatement[]; transactional: boolean }[] = [{ statements: [], transactional: inTransaction }]
  for (const statement of statements) {
    if (statement.control) parts.push({ statements: [], transactional: !/^\s*(commit|rollback|end)\b/i.test(statement.text) })
    else parts.at(-1)?.statements.push(statement)
  }
  return parts
}

const shownSql = 120

/** The findings in what alembic tells of a revision. A line of that text is none of the file: it is told where `upgrade` begins, with the statement. */
const lintRevision = async (
  engine: EngineKind,
  { line, sql, inTransaction, why }: RevisionText,
  memory: LintMemory,
): Promise<readonly (LintOutcome & { readonly waived: null })[]> => {
  const unjudged = (because: string): LintOutcome & { readonly waived: null } => ({
    rule: 'not-judged',
    severity: 'warning',
    line,
    statement: 0,
    message: `No rule was applied to this revision, for its SQL cannot be told without a database${because === '' ? '' : ` (${because})`}.`,
    safeWay: 'Read the revision, and rehearse it: provost migrate apply --dry-run=clone.',
    waived: null,
  })
  if (sql === null) return [unjudged(why)]
  try {
    const told: (LintOutcome & { readonly waived: null })[] = []
    for (const { statements, transactional } of byTransaction(await splitStatements(engine, sql), inTransaction))
      for (const finding of await lintStatements(engine, statements, { transactional }, memory)) {
        const text = (statements[finding.statement]?.text ?? '').replaceAll(/--[^\n]*|\s+/g, ' ').trim()
        told.push({ ...finding, line, message: `${finding.message} The statement: ${text.slice(0, shownSql)}`, waived: null })
      }
    return told
  } catch (error) {
    if (!(error instanceof ProvostError) || error.code !== 'migration.sql-invalid') throw error
    return [unjudged(`${error.title} ${error.detail}`.trim())]
  }
}

const untold: RevisionText = { line: 1, sql: null, inTransaction: false, why: '' }

const inFile = (file: string, error: unknown): unknown => {
  if (!(error instanceof ProvostError) || error.code !== 'migration.sql-invalid') return error
  return new ProvostError(error.code, `${file}: ${error.title}`, { detail: error.detail, remedy: error.remedy, cause: error })
}

/**
 * What the lint finds in a source's migrations for one engine, in their order. Of a migration that has no SQL, and for which nobody
 * told any, it says that it was not judged.
 * @throws ProvostError `migration.sql-invalid` naming file, line and column; `call.invalid` for a waiver of no rule
 */
export const lintSource = async (
  source: MigrationSource,
  engine: EngineKind,
  { versions, waive = [], texts }: LintRequest = {},
): Promise<LintFinding[]> => {
  checkCallWaivers(waive)
  const reasons = new Map(waive.map(({ rule, reason }) => [rule, reason]))
  const memory = lintMemory()
  const told: LintFinding[] = []
  for (const migration of source.migrations(engine)) {
    const { sql, version, file } = migration
    const wanted = versions === undefined || versions.includes(version)
    try {
      const findings =
        sql === null ? await lintRevision(engine, texts?.get(version) ?? untold, memory) : await lintMigration(source, engine, sql, memory)
      if (wanted) told.push(...findings.map((finding) => tell(finding, migration, engine, reasons)))
    } catch (error) {
      // One that was applied long ago only tells less of the schema then.
      if (wanted || !(error instanceof ProvostError)) throw inFile(file, error)
    }
  }
  return told
}

const tell = (
  { rule, severity, line, message, safeWay, waived }: LintOutcome & { readonly waived: string | null },
  { version, file }: SourceMigration,
  engine: EngineKind,
  reasons: ReadonlyMap<string, string>,
): LintFinding => ({ version, file, engine, rule, severity, line, message, safeWay, waived: waived ?? reasons.get(rule) ?? null })
