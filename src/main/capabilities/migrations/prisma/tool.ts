import { ProvostError } from '#contract/errors.ts'
import type { LedgerRow } from '#contract/migrations.ts'
import { neverApplied } from '../refuse-back.ts'
import type { MigrationTool } from '../tool.ts'
import { applyPrisma } from './apply.ts'
import { judgePrisma } from './judge.ts'
import { locatePrismaTable, type PrismaRow, prismaTable, readPrismaRows } from './rows.ts'
import { baselinePrisma, resolvePrisma } from './settle.ts'

const stateOf = (row: PrismaRow): LedgerRow['state'] => {
  if (row.rolledBackAt !== null) return 'rolled-back'
  if (row.finishedAt === null) return 'failed'
  // What was marked by hand ran no step, and began when it ended.
  return row.steps === 0 && row.startedAt === row.finishedAt ? 'baseline' : 'applied'
}

const rowOf = (row: PrismaRow): LedgerRow => ({
  version: row.name,
  name: row.name.replace(/^\d+_/, ''),
  sha256: row.checksum,
  startedAt: row.startedAt,
  finishedAt: row.finishedAt,
  durationMs: row.finishedAt === null ? null : Math.max(0, Date.parse(row.finishedAt) - Date.parse(row.startedAt)),
  appliedBy: null,
  provostVersion: null,
  takingBack: false,
  cursor: null,
  statements: null,
  state: stateOf(row),
})

const noWayBack = (detail: string): ProvostError =>
  new ProvostError('migration.no-way-back', 'Prisma’s migrations have no way back.', {
    detail,
    remedy: ['Write a migration that undoes the change, and apply that.', 'Or restore the database from a restore point.'],
  })

/** Prisma's migrations, applied as `prisma migrate deploy` would, its ledger kept so that Prisma itself sees nothing odd. */
export const prismaTool: MigrationTool = {
  name: 'prisma',
  ledger: prismaTable,
  judge: judgePrisma,
  async history(reader, tables, options) {
    const table = await locatePrismaTable(reader, tables, options)
    return table === null ? null : (await readPrismaRows(reader, table, options)).map(rowOf)
  },
  apply: applyPrisma,
  async wayBack(reader, source, tables, to, options) {
    const { applied } = await judgePrisma(reader, source, tables, options)
    if ('version' in to && to.version !== null && !applied.includes(to.version))
      return { versions: [], oneWay: [], stays: applied.at(-1) ?? null, problems: [neverApplied(to.version, applied).toJSON()] }
    const from = 'steps' in to ? Math.max(0, applied.length - to.steps) : to.version === null ? 0 : applied.indexOf(to.version) + 1
    const versions = applied.slice(from).toReversed()
    return {
      versions,
      oneWay: versions,
      stays: applied[from - 1] ?? null,
      problems: versions.length === 0 ? [] : [noWayBack(versions.join(', ')).toJSON()],
    }
  },
  async rollback({ label }, { versions }) {
    if (versions.length === 0) return []
    throw noWayBack(`${label}: ${versions.join(', ')}`)
  },
  baseline: baselinePrisma,
  resolve: resolvePrisma,
}
