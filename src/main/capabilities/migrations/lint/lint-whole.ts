import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { LintFinding } from '#contract/migrations.ts'
import { type AlembicSource, engineOfUrl, isAlembic, textsOfRevisions } from '../alembic/index.ts'
import type { MigrationSource } from '../sources/source.ts'
import { lintSource } from './lint-source.ts'

const unreadable = (error: unknown): ProvostError => {
  if (error instanceof ProvostError && error.code === 'migration.sql-invalid') return error
  throw error
}

/** Files that lie in one folder for every engine, rather than in one per engine. */
const inOneFolder = (source: MigrationSource, engines: readonly EngineKind[]): boolean =>
  engines.length > 1 &&
  new Set(
    engines.map((engine) =>
      source
        .migrations(engine)
        .map(({ file }) => file)
        .join('\n'),
    ),
  ).size === 1

/**
 * Nobody says which engine the files of one folder are for. Those with a grammar at hand tell it: whichever reads every file.
 * MySQL's has none here, so it counts only where the files are readable to all.
 */
const lintOneFolder = async (source: MigrationSource, engines: readonly EngineKind[]): Promise<LintFinding[]> => {
  const read = new Map<EngineKind, LintFinding[]>()
  const refusals: ProvostError[] = []
  for (const engine of engines) {
    await lintSource(source, engine).then(
      (findings) => read.set(engine, findings),
      (error: unknown) => refusals.push(unreadable(error)),
    )
  }
  if (refusals.length > 0) read.delete('mysql')
  const [refusal] = refusals
  if (read.size > 0 || refusal === undefined) return [...read.values()].flat()
  throw new ProvostError(refusal.code, refusal.title, {
    detail: refusal.detail,
    remedy: [...refusal.remedy, 'If the files are for one engine only, name it: --engine mysql'],
    cause: refusal,
  })
}

/** Alembic's revisions are for every engine; what the project's settings say of its database is the one it is run on. */
const lintAlembic = async (source: AlembicSource, engines: readonly EngineKind[], signal: AbortSignal): Promise<LintFinding[]> => {
  const own = engineOfUrl(source.project.url)
  const findings: LintFinding[] = []
  for (const engine of engines.filter((each) => engines.length === 1 || own === null || each === own)) {
    const versions = source.migrations(engine).map(({ version }) => version)
    findings.push(...(await lintSource(source, engine, { texts: await textsOfRevisions(source, engine, versions, signal) })))
  }
  return findings
}

/**
 * What the lint finds in all of a source, for each engine it is for, or for one.
 * @throws ProvostError `migration.sql-invalid`
 */
export const lintWhole = async (source: MigrationSource, signal: AbortSignal, engine?: EngineKind): Promise<LintFinding[]> => {
  const engines = source.engines.filter((each) => engine === undefined || each === engine)
  if (isAlembic(source)) return lintAlembic(source, engines, signal)
  if (inOneFolder(source, engines)) return lintOneFolder(source, engines)
  const findings: LintFinding[] = []
  for (const each of engines) findings.push(...(await lintSource(source, each)))
  return findings
}

/** How many versions of a source the rules were applied to, and which not for one engine or another: see the rule `not-judged`. */
export const judgedOf = (
  source: MigrationSource,
  findings: readonly LintFinding[],
): { readonly judged: number; readonly notJudged: string[] } => {
  const notJudged = new Set(findings.filter(({ rule }) => rule === 'not-judged').map(({ version }) => version))
  const all = new Set(source.engines.flatMap((engine) => source.migrations(engine).map(({ version }) => version)))
  return { judged: all.size - notJudged.size, notJudged: [...notJudged] }
}
