import type { Fix, TestStage } from '#contract/connection-test.ts'
import { ProvostError } from '#contract/errors.ts'
import { handshake, proberOf, reach, type ServerConfig, tlsOptions } from '../../../engines/index.ts'
import { deadline } from './deadline.ts'
import { admitFix } from './fixes.ts'
import type { StageContext } from './stage.ts'

/** A look around must not make a failed test much longer than its connect time-out. */
const patienceMs = 700
const mostNames = 5

const giveUp = (): ProvostError => new ProvostError('call.deadline', 'Looking around took too long.')

/**
 * Which way of TLS would work there: as much checking as the server's certificate passes. `admitted` also asks whether the server
 * then wants a login of this account, where its protocol tells that before any secret.
 */
export const tlsThatWorks = async (
  context: StageContext,
  config: ServerConfig,
  signal: AbortSignal,
  { admitted = false }: { readonly admitted?: boolean } = {},
): Promise<Fix[]> => {
  const { place, greeting } = context.found
  if (place === null || greeting?.offersTls !== true || config.tls.mode !== 'disable') return []
  const prober = proberOf(config.engine)
  const { line } = await reach(place, signal)
  try {
    await prober.greet(line, place, signal)
    prober.requestTls(line)
    const options = await tlsOptions({ ...config.tls, mode: 'require' })
    const shaken = await handshake(line, { host: config.host, address: place.words, options: options === false ? {} : options }, signal)
    const mode = (['verify-full', 'verify-ca'] as const).find((candidate) => shaken.problem(candidate) === null) ?? 'require'
    // Whoever is turned away over TLS too is thrown out here, and nothing is offered.
    if (admitted && prober.tellsWish) await prober.knock(line, config)
    const title = mode === 'require' ? 'Turn TLS on, without checking the certificate' : 'Turn TLS on'
    return [{ kind: 'use-tls', mode, title }]
  } finally {
    line.destroy()
  }
}

const usualPorts = { postgres: [5432, 5433, 6432], mysql: [3306, 3307] } as const

/** Whether the engine answers on one of its usual ports of the same host. */
const portThatAnswers = async (context: StageContext, config: ServerConfig, signal: AbortSignal): Promise<Fix[]> => {
  const { place } = context.found
  if (place === null) return []
  const tried = usualPorts[config.engine]
    .filter((port) => port !== config.port)
    .map(async (port): Promise<Fix | null> => {
      const there = { ...place, port, words: `${config.host}:${port}` }
      const { line } = await reach(there, signal)
      try {
        await proberOf(config.engine).greet(line, there, signal)
        return { kind: 'use-port', port, title: `Use port ${port}, where ${proberOf(config.engine).title} answers` }
      } finally {
        line.destroy()
      }
    })
  const outcomes = await Promise.allSettled(tried)
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' && outcome.value !== null ? [outcome.value] : []))
}

const databasesSql = {
  postgres:
    "select datname from pg_database where datallowconn and not datistemplate and has_database_privilege(oid, 'CONNECT') order by 1 limit 200",
  mysql:
    "select schema_name from information_schema.schemata where schema_name not in ('information_schema', 'performance_schema', 'mysql', 'sys') order by 1 limit 200",
} as const

const distance = (one: string, other: string): number => {
  const [a, b] = [one.toLowerCase(), other.toLowerCase()]
  if (a === b) return 0
  if (a.includes(b) || b.includes(a)) return 1
  let common = 0
  while (common < a.length && a[common] === b[common]) common++
  return 2 + Math.max(a.length, b.length) - common
}

/** The databases this login could use instead, the likeliest first. */
const databasesThere = async (context: StageContext, config: ServerConfig, signal: AbortSignal): Promise<Fix[]> => {
  const { subject, services } = context
  const elsewhere: ServerConfig = { ...config, database: config.engine === 'postgres' ? 'postgres' : 'information_schema' }
  const { connection } = subject.record
  const pool = { ...connection.pool, size: 1, overflow: 0, connectTimeoutMs: patienceMs }
  const database = services.sessions.openRecord(
    { ...subject.record, connection: { ...connection, pool }, config: elsewhere },
    await subject.password(),
  )
  try {
    const { rows } = await database.read({ sql: databasesSql[config.engine], parameters: [] }, { signal })
    return rows
      .map(([name]) => String(name))
      .filter((name) => name !== config.database)
      .toSorted((one, other) => distance(one, config.database) - distance(other, config.database))
      .slice(0, mostNames)
      .map((name) => ({ kind: 'use-database', database: name, title: `Use the database ${name}` }))
  } finally {
    await database.close()
  }
}

/**
 * What Provost can offer to change after a failure. Finding nothing, or finding it too slowly, is no failure of its own:
 * the remedy in words stands anyway.
 */
export const lookAround = async (context: StageContext, problem: ProvostError, _stage: TestStage): Promise<Fix[]> => {
  const { config } = context.subject.record
  if (config.engine === 'sqlite') return []
  const limit = deadline(patienceMs, context.caller, giveUp)
  const look = async (): Promise<Fix[]> => {
    switch (problem.code) {
      case 'connection.tls-required':
        return tlsThatWorks(context, config, limit.signal, { admitted: true })
      case 'connection.refused':
        return portThatAnswers(context, config, limit.signal)
      case 'connection.host-not-allowed':
        return proberOf(config.engine).tellsWish ? tlsThatWorks(context, config, limit.signal, { admitted: true }) : []
      case 'connection.no-password':
        return [{ kind: 'set-password', title: 'Enter the password' }]
      case 'connection.auth-failed':
        return [
          { kind: 'set-password', title: 'Enter the password again' },
          ...(await tlsThatWorks(context, config, limit.signal).catch(() => [])),
        ]
      case 'connection.database-missing':
        return databasesThere(context, config, limit.signal)
      case 'connection.database-denied':
        return [...admitFix(context.subject.record), ...(await databasesThere(context, config, limit.signal).catch(() => []))]
      default:
        return []
    }
  }
  const late = new Promise<Fix[]>((resolve) => limit.signal.addEventListener('abort', () => resolve([]), { once: true }))
  try {
    return await Promise.race([look().catch(() => []), late])
  } finally {
    limit.end()
  }
}
