import { ProvostError } from '#contract/errors.ts'
import type { Domain } from '#contract/ids.ts'
import type { TenantFacts } from '#contract/tenants.ts'
import type { Database } from '../../engines/index.ts'
import { readSchemaVersion } from '../../fleet/blueprints/index.ts'
import { schemaOf, takeCensus } from '../../lms/index.ts'
import { healthOf } from './health.ts'
import { unindexedForeignKeys } from './unindexed-foreign-keys.ts'
import { versionsBehind } from './versions-behind.ts'

/** A database that does not answer a statement within this time does not answer. */
const patienceMs = 15_000

type Found = Omit<TenantFacts, 'domain' | 'health' | 'checkedAt'>

const nothing: Found = {
  ms: null,
  server: null,
  adapter: null,
  missing: [],
  schemaVersion: null,
  behind: null,
  people: null,
  students: null,
  openWithdrawals: null,
  bytes: null,
  unindexedForeignKeys: [],
  problem: null,
}

const find = async (database: Database, blueprint: string | null, signal: AbortSignal): Promise<Found> => {
  const options = { signal, timeoutMs: patienceMs }
  const ms = await database.ping(options)
  const { flavour, version } = await database.server(options)
  const { catalog, recognition } = await schemaOf(database, { ...options, fresh: true })
  const schemaVersion = await readSchemaVersion(database, catalog, options)
  const bytes = await database.size(options)
  const found: Found = { ...nothing, ms, server: `${flavour} ${version}`, schemaVersion, bytes }
  if (recognition === null) return found
  return {
    ...found,
    adapter: recognition.adapter,
    missing: [...recognition.missing],
    behind: versionsBehind(blueprint ?? recognition.adapter, database.engine, schemaVersion),
    ...(await takeCensus(database, recognition, options)),
    unindexedForeignKeys: await unindexedForeignKeys(database, recognition, options),
  }
}

const problemOf = (error: unknown): NonNullable<TenantFacts['problem']> => {
  const problem =
    error instanceof ProvostError
      ? error
      : new ProvostError('internal.fault', 'Provost met a fault of its own while it looked at this tenant.', {
          detail: error instanceof Error ? error.name : '',
          remedy: ['Report it. The other tenants were looked at all the same.'],
        })
  return { ...problem.toJSON(), remedy: [...problem.remedy] }
}

/**
 * Looks at one tenant's database and says how it is. What goes wrong there is part of the answer; only being cancelled is thrown.
 * `open` is called here, so that a connection that is gone is told the same way.
 */
export const lookAtDatabase = async (
  tenant: { readonly domain: Domain; readonly blueprint: string | null },
  open: () => Database,
  clock: () => Date,
  signal: AbortSignal,
): Promise<TenantFacts> => {
  let found: Found
  try {
    found = await find(open(), tenant.blueprint, signal)
  } catch (error) {
    signal.throwIfAborted()
    found = { ...nothing, problem: problemOf(error) }
  }
  return { domain: tenant.domain, health: healthOf(found), checkedAt: clock().toISOString(), ...found }
}

/** What is said of a tenant that nobody watches: it has no database, or it is out of use. */
export const notWatched = (domain: Domain, clock: () => Date): TenantFacts => ({
  domain,
  health: 'not-watched',
  checkedAt: clock().toISOString(),
  ...nothing,
})
