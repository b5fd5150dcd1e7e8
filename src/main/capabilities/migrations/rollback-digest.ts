import { createHash } from 'node:crypto'
import type { EngineKind } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { MigrationSource } from './sources/source.ts'
import type { FrozenWay } from './tool.ts'

/** What would be taken back from one target, and nothing keeps from it. */
export interface BackFrom extends FrozenWay {
  readonly target: string
  readonly engine: EngineKind
}

const digest = (parts: unknown): string => createHash('sha256').update(JSON.stringify(parts), 'utf8').digest('hex')

/** Stands for what would be taken back from whom, and by which text: equal for equal plans, whoever makes them and when. */
export const rollbackDigest = ({ migrations }: Pick<MigrationSource, 'migrations'>, back: readonly BackFrom[]): string => {
  const texts = new Map<string, string>()
  for (const engine of new Set(back.map((each) => each.engine)))
    for (const { version, sha256, downSql } of migrations(engine)) texts.set(`${engine} ${version}`, downSql ?? sha256)
  const rows = back.map(({ target, engine, versions, stays }) => [
    target,
    engine,
    stays,
    versions.map((version) => [version, digest(texts.get(`${engine} ${version}`) ?? null)]),
  ])
  return digest(rows.map((row) => JSON.stringify(row)).sort())
}

const mostNamed = 10

/**
 * Refuses what is not what was shown when it was confirmed.
 * @throws ProvostError `migration.plan-changed`
 */
export const refuseUnseen = (source: Pick<MigrationSource, 'migrations'>, back: readonly BackFrom[], shown: string | undefined): void => {
  if (shown === undefined || shown === rollbackDigest(source, back)) return
  const named = back.slice(0, mostNamed).map(({ target, versions }) => `${target}: ${versions.join(', ')}`)
  throw new ProvostError('migration.plan-changed', 'What would be taken back is not what the plan showed any more.', {
    detail: `Now it would be ${named.join('; ') || 'nothing'}${back.length > mostNamed ? ' …' : ''}. Nothing was begun.`,
    remedy: ['Look at the plan again, and confirm what it says now.'],
  })
}
