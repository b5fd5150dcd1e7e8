import type { EngineKind } from '#contract/connections.ts'
import type { EngineConfig } from '../../../engines/index.ts'
import { cancelled } from '../../../foundation/processes/index.ts'
import { limitsOf, workLimitsOf } from '../run-limits.ts'
import { byRevision, printSql } from './offline-sql.ts'
import type { AlembicSource } from './source.ts'

/** A revision as the lint needs it. */
export interface RevisionText {
  /** Where its `upgrade` begins, from 1. */
  readonly line: number
  /** Null where alembic cannot tell it without a database. */
  readonly sql: string | null
  /** Whether a transaction is open where the text begins. */
  readonly inTransaction: boolean
  /** Why there is no SQL; empty where there is. */
  readonly why: string
}

type Told = Pick<RevisionText, 'sql' | 'inTransaction' | 'why'>

/** Each costs a process: revisions that have to be asked for one by one, beyond the whole, in one call. */
const mostTries = 24

const dead = (engine: EngineKind): EngineConfig =>
  engine === 'sqlite'
    ? { engine, path: 'nowhere' }
    : {
        engine,
        host: 'nowhere.invalid',
        port: 1,
        user: 'nobody',
        database: 'nowhere',
        tls: { mode: 'disable', ca: null, cert: null, key: null },
      }

/** By revision, and whether each begins in a transaction. The last of a text that broke off is left out: it may lack its end. */
export const cutPrinted = (text: string, whole: boolean): ReadonlyMap<string, Pick<Told, 'sql' | 'inTransaction'>> => {
  const parts = [...byRevision(text)]
  const cut = new Map<string, Pick<Told, 'sql' | 'inTransaction'>>()
  let open = false
  for (const [revision, sql] of whole ? parts : parts.slice(0, -1)) {
    cut.set(revision, { sql, inTransaction: open })
    for (const [word] of sql.matchAll(/^(?:BEGIN|START TRANSACTION|COMMIT)\b/gm)) open = word !== 'COMMIT'
  }
  return cut
}

/** What was asked of one source for one engine: alembic is not asked twice for the same. */
interface Asked {
  readonly told: Map<string, Told>
  whole: boolean
  /** Whoever asks now; the next waits, and often finds told what it would have asked for. */
  turn: Promise<void>
}
const asked = new WeakMap<AlembicSource, Map<EngineKind, Asked>>()

const askedOf = (source: AlembicSource, engine: EngineKind): Asked => {
  const byEngine = asked.get(source) ?? new Map<EngineKind, Asked>()
  asked.set(source, byEngine)
  const known = byEngine.get(engine) ?? { told: new Map(), whole: false, turn: Promise.resolve() }
  byEngine.set(engine, known)
  return known
}

/** Each asking costs a process, and a fleet that stands at many revisions asks for as many plans at once. */
const inTurn = async (known: Asked, work: () => Promise<void>): Promise<void> => {
  const turn = known.turn.then(work)
  // Whoever asked is told of a failure; the next asks anew.
  known.turn = turn.catch(() => undefined)
  return turn
}

/**
 * The SQL of revisions as the project's own alembic prints it for an engine, without any database: all at once, and where that breaks
 * off (a revision reads rows, or asks what there is) those behind it one by one, the newest first.
 */
export const textsOfRevisions = async (
  source: AlembicSource,
  engine: EngineKind,
  versions: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, RevisionText>> => {
  const { graph, installed } = source
  const known = askedOf(source, engine)
  const work = { config: dead(engine), limits: workLimitsOf(limitsOf({}, 1)), password: async () => null, signal, offline: true }
  if (installed !== null) {
    const missing = (): readonly string[] => versions.filter((version) => !known.told.has(version)).toReversed()
    const ask = async (range: string, only?: string): Promise<string> => {
      const { whole, text, lastWords } = await printSql(work, source, installed, 'upgrade', range)
      for (const [revision, part] of cutPrinted(text, whole))
        if (!known.told.has(revision) && (only === undefined || only === revision)) known.told.set(revision, { ...part, why: '' })
      return lastWords
    }
    await inTurn(known, async () => {
      if (signal.aborted) throw cancelled(signal)
      if (!known.whole && missing().length > 0) {
        await ask('base:heads')
        known.whole = true
      }
      for (const version of missing().slice(0, mostTries)) {
        const why = await ask(`${graph.revisions.get(version)?.down[0] ?? 'base'}:${version}`, version)
        if (!known.told.has(version)) known.told.set(version, { sql: null, inTransaction: false, why })
      }
    })
  }
  const untold: Told = {
    sql: null,
    inTransaction: false,
    why: installed === null ? 'alembic is not installed on this machine' : 'too many before it had to be asked for one by one',
  }
  return new Map(
    versions.map((version) => [version, { line: graph.revisions.get(version)?.upgradeLine ?? 1, ...(known.told.get(version) ?? untold) }]),
  )
}
