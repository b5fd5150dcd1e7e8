import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { LintFinding } from '#contract/migrations.ts'
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

/**
 * What the lint finds in all of a source, for each engine it is for, or for one.
 * @throws ProvostError `migration.sql-invalid`
 */
export const lintWhole = async (source: MigrationSource, engine?: EngineKind): Promise<LintFinding[]> => {
  const engines = source.engines.filter((each) => engine === undefined || each === engine)
  if (inOneFolder(source, engines)) return lintOneFolder(source, engines)
  const findings: LintFinding[] = []
  for (const each of engines) findings.push(...(await lintSource(source, each)))
  return findings
}
