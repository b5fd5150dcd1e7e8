import { createHash } from 'node:crypto'
import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import { type SqlStatement, splitStatements } from '../../../engines/index.ts'
import { type Directives, directivesOf } from '../../../fleet/blueprints/index.ts'
import type { SourceMigration } from '../sources/source.ts'

/** A migration's text, taken apart for one engine. */
export interface PreparedText {
  readonly statements: readonly SqlStatement[]
  readonly directives: Directives
  /** The whole file and its ledger row are one transaction. */
  readonly transactional: boolean
}

const kept = new WeakMap<SourceMigration, Map<string, Promise<PreparedText>>>()

const take = async (engine: EngineKind, { version, file }: SourceMigration, text: string): Promise<PreparedText> => {
  const statements = await splitStatements(engine, text)
  const directives = directivesOf(engine, text, statements)
  const control = statements.find((statement) => statement.control)
  if (control !== undefined) {
    throw new ProvostError('migration.sql-invalid', `The migration ${version} begins or ends a transaction by itself.`, {
      detail: `${file}, line ${control.line}: ${control.text.trim().slice(0, 120)}`,
      remedy: [
        'Take the statement out: Provost puts the file and its ledger row in one transaction.',
        'Or mark the file with: -- provost: no-transaction, and take it out as well.',
      ],
    })
  }
  const transactional = engine !== 'mysql' && directives.transaction
  const outside = transactional ? statements.find((statement) => !statement.transactional) : undefined
  if (outside !== undefined) {
    throw new ProvostError('migration.sql-invalid', `The migration ${version} has a statement that cannot run in a transaction.`, {
      detail: `${file}, line ${outside.line}: ${outside.text.trim().slice(0, 120)}`,
      remedy: ['Put it in a file of its own that begins with: -- provost: no-transaction'],
    })
  }
  return { statements, directives, transactional }
}

/**
 * The way up or down, taken apart; once for all targets of a run.
 * @throws ProvostError `migration.sql-invalid`
 */
export const prepared = (engine: EngineKind, migration: SourceMigration, way: 'up' | 'down'): Promise<PreparedText> => {
  const text = way === 'up' ? migration.sql : migration.downSql
  if (text === null) throw new Error(`The migration ${migration.version} has no SQL for ${way}`)
  const of = kept.get(migration) ?? new Map<string, Promise<PreparedText>>()
  kept.set(migration, of)
  const key = `${engine} ${way}`
  const known = of.get(key) ?? take(engine, migration, text)
  of.set(key, known)
  return known
}

/** Over the first statements of a file: a file may be mended behind them and nowhere else. */
export const doneSha256 = (statements: readonly SqlStatement[], count: number): string | null => {
  if (count === 0) return null
  const hash = createHash('sha256')
  for (const { text } of statements.slice(0, count)) hash.update(`${text.replaceAll('\r\n', '\n').trim()};\n`, 'utf8')
  return hash.digest('hex')
}
