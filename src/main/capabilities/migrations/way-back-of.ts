import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { TableReference } from '#contract/tables.ts'
import type { RunOptions, SchemaSession } from '../../engines/index.ts'
import { readerOf } from './open-work.ts'
import { namedVersion, requireVersionOf } from './sources/named-version.ts'
import type { MigrationSource } from './sources/source.ts'
import type { Judgement, LedgerReader, RollbackTo, WayBack } from './tool.ts'
import { toolOf } from './tools.ts'

const zero = /^0+$/

/**
 * How far back was meant, by the versions of the source and of ledgers: 0 is before the first, where none has that number; a version may be
 * written short, and one whose file is gone is still one.
 * @throws ProvostError `migration.version-unknown` where several begin so
 */
export const meantBack = (
  source: MigrationSource,
  engines: readonly EngineKind[],
  applied: readonly string[],
  to: RollbackTo,
): RollbackTo => {
  if ('steps' in to || to.version === null) return to
  const known = [...engines.flatMap((engine) => source.migrations(engine).map(({ version }) => version)), ...applied]
  if (zero.test(to.version) && !known.some((version) => zero.test(version))) return { version: null }
  return { version: namedVersion(source, engines, to.version, applied) }
}

/**
 * Refuses a version that neither the source nor any ledger has.
 * @throws ProvostError `migration.version-unknown`
 */
export const refuseUnknown = (
  to: RollbackTo,
  source: MigrationSource,
  engines: readonly EngineKind[],
  applied: readonly string[],
): void => {
  if ('steps' in to || to.version === null || engines.length === 0 || applied.includes(to.version)) return
  requireVersionOf(source, engines, to.version)
}

/** How a database stands, and what a rollback would take back from it. */
export const wayBackOf = async (
  session: SchemaSession,
  source: MigrationSource,
  to: RollbackTo,
  options: RunOptions,
): Promise<{
  readonly reader: LedgerReader
  readonly tables: readonly TableReference[]
  readonly judgement: Judgement
  readonly way: WayBack
}> => {
  const reader = readerOf(session)
  const tables = await session.tables(options)
  const tool = toolOf(source.tool)
  const judgement = await tool.judge(reader, source, tables, options)
  const told = { reader, tables, judgement }
  const meant = (): RollbackTo | ProvostError => {
    try {
      return meantBack(source, [reader.engine], judgement.applied, to)
    } catch (error) {
      if (error instanceof ProvostError) return error
      throw error
    }
  }
  const back = meant()
  if (back instanceof ProvostError)
    return { ...told, way: { versions: [], oneWay: [], stays: judgement.applied.at(-1) ?? null, problems: [back.toJSON()] } }
  return { ...told, way: await tool.wayBack(reader, source, tables, back, options) }
}
