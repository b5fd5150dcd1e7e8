import { sql } from 'kysely'
import type { ReadOnlyProof } from '#contract/connection-test.ts'
import { ProvostError } from '#contract/errors.ts'
import { type Database, poolerWords, type ReadOnlyEvidence, type RoleEvidence, readOnlyEvidence } from '../../../engines/index.ts'
import { holdsRows, recogniseUnread } from '../../../lms/index.ts'
import { isFailureCode } from './failure-codes.ts'
import { grantFix, grantThroughFix } from './fixes.ts'
import { type Outcome, present, type Stage, StageFailure } from './stage.ts'

const patienceMs = 10_000
/** A sample is bounded twice: by rows and by time. */
const sampleRows = 1000
const sampleMs = 3000
const sampledTables = 5
const mostReasons = 50

const version: Stage = {
  stage: 'version',
  async run({ found, caller }) {
    const database = present(found.database, 'database')
    const pooler = await database.pooler({ signal: caller, timeoutMs: patienceMs })
    const { flavour, version: number } = await database.server({ signal: caller, timeoutMs: patienceMs })
    found.flavour = flavour
    found.version = number
    const through = poolerWords(pooler)
    return { status: pooler === 'transaction' ? 'warning' : 'ok', detail: `${flavour} ${number}.${through === null ? '' : ` ${through}`}` }
  },
}

/**
 * The level of a role that was only looked at, and why it is not higher. A proof of absence needs every right to have been seen; and that
 * no table takes a write is no proof against a right to write elsewhere. What a session of the role would be like was not seen.
 */
export const roleProofOf = ({ physical, notPhysical, findings, unknown }: RoleEvidence): ReadOnlyProof => {
  const left = physical === null ? findings : findings.filter(({ pastPhysical }) => pastPhysical)
  if (left.length === 0 && unknown.length === 0) {
    if (physical !== null) return { level: 3, reasons: [physical] }
    return {
      level: 2,
      reasons: ['This login holds no right to write here, of its own, by membership, ownership or a routine.', notPhysical],
    }
  }
  const told = left.map(({ words, revoke }) => (revoke === null ? words : `${words} To take it away: ${revoke}`))
  const reasons = [
    ...told.slice(0, mostReasons),
    ...(told.length > mostReasons ? [`And ${told.length - mostReasons} more.`] : []),
    ...unknown,
    ...(physical === null ? [] : [physical]),
  ]
  return { level: 0, reasons }
}

/** The level of a login and why it is not higher: what it holds, and whether its session was seen to be read-only. */
export const proofOf = (evidence: ReadOnlyEvidence, claimed: boolean): ReadOnlyProof => {
  const proof = roleProofOf(evidence)
  if (proof.level >= 2) return proof
  if (!claimed) return { level: 0, reasons: ['The connection is set to read-write.', ...proof.reasons] }
  if (!evidence.guarded) return { level: 0, reasons: ['The session was not seen to be read-only.', ...proof.reasons] }
  return { level: 1, reasons: proof.reasons }
}

const levelWords = [
  'Nothing keeps this connection from writing',
  'Its sessions are read-only, but the login could write',
  'The login holds no right to write',
  'Nothing can be written there at all',
] as const

const readOnly: Stage = {
  stage: 'read-only',
  async run({ found, caller, subject }) {
    const { connection, config } = subject.record
    const evidence = await readOnlyEvidence(present(found.database, 'database'), config, { signal: caller, timeoutMs: patienceMs })
    const proof = proofOf(evidence, !connection.readWrite)
    found.readOnly = proof
    return {
      status: proof.level >= 2 || connection.readWrite || connection.engine === 'sqlite' ? 'ok' : 'warning',
      detail: `Level ${proof.level}: ${levelWords[proof.level]}. ${proof.reasons[0] ?? ''}`.trim(),
    }
  },
}

const schema: Stage = {
  stage: 'schema',
  async run({ found, caller }) {
    const database = present(found.database, 'database')
    const { catalog, recognition } = await recogniseUnread(database, { signal: caller })
    if (recognition === null) {
      const tables = await database.tables({ signal: caller, timeoutMs: patienceMs })
      found.schema = { adapter: null, missing: [] }
      found.tables = tables.filter(holdsRows).slice(0, sampledTables)
      return {
        status: 'warning',
        detail:
          tables.length === 0
            ? 'No table is visible to this login.'
            : `No LMS is recognised among its ${grouped(tables.length)} ${tables.length === 1 ? 'table' : 'tables'}; they can be browsed one by one.`,
      }
    }
    const missing = [...recognition.missing]
    found.schema = { adapter: recognition.adapter, missing }
    const stored = new Set(catalog.filter(holdsRows).map(words))
    found.tables = Object.values(recognition.entities)
      .map(({ table }) => table)
      .filter((table) => stored.has(words(table)))
    return missing.length === 0
      ? { detail: `The LMS is recognised: ${recognition.adapter}, with all its tables.` }
      : {
          status: 'warning',
          detail: `The LMS is recognised: ${recognition.adapter}. Missing: ${missing.slice(0, 12).join(', ')}${missing.length > 12 ? ', …' : ''}.`,
        }
  },
}

const words = ({ schema: inSchema, name }: { schema: string | null; name: string }): string =>
  inSchema === null ? name : `${inSchema}.${name}`

const mostTold = 6

/** 12,345: a thousand and a million are told apart without counting digits. */
const grouped = (value: number): string => value.toLocaleString('en-US')

type Sample = { readonly table: { schema: string | null; name: string } } & ({ readonly rows: string } | { readonly problem: ProvostError })

const readSample = async (database: Database, table: Sample['table'], signal: AbortSignal): Promise<Sample> => {
  const from = table.schema === null ? sql.table(table.name) : sql.id(table.schema, table.name)
  const statement = sql`select count(*) from (select 1 as one from ${from} limit ${sql.raw(String(sampleRows))}) as sample`.compile(
    database.kysely,
  )
  try {
    const { rows } = await database.read(statement, { signal, timeoutMs: sampleMs })
    const count = String(rows[0]?.[0] ?? '0')
    return { table, rows: Number(count) >= sampleRows ? `${grouped(sampleRows)} or more` : grouped(Number(count)) }
  } catch (error) {
    if (!(error instanceof ProvostError) || signal.aborted) throw error
    return { table, problem: error }
  }
}

/** One that is broken in itself, such as a view of something that is gone, says nothing of the connection. */
const cannotBeRead = ({ table, problem }: Extract<Sample, { readonly problem: ProvostError }>): string =>
  `${words(table)} cannot be read: ${(problem.detail || problem.title).replace(/\.?$/, '.')} `

const sample: Stage = {
  stage: 'sample',
  async run({ found, caller, subject, services }): Promise<Outcome> {
    const database = present(found.database, 'database')
    if (found.tables.length === 0)
      return { status: 'warning', detail: 'There is no table to read; views are not read, since a view may run functions.' }
    const samples: Sample[] = []
    for (const table of new Map(found.tables.map((each) => [words(each), each])).values())
      samples.push(await readSample(database, table, caller))
    const failed = samples.flatMap((each) => ('problem' in each ? [each] : []))
    const denied = failed.filter(({ problem }) => problem.code === 'connection.permission-denied')
    const [first] = denied.length > 0 ? denied : failed.filter(({ problem }) => isFailureCode(problem.code))
    if (first !== undefined) {
      const names = (denied.length > 0 ? denied : [first]).map(({ table }) => words(table))
      const { problem } = first
      const title =
        denied.length > 0
          ? `This login may not read ${names.length === 1 ? names[0] : `${names.length} of ${samples.length} tables`}.`
          : problem.title
      throw new StageFailure(
        new ProvostError(problem.code, title, {
          detail: [problem.detail, ...(names.length > 1 ? [`Tables: ${names.join(', ')}.`] : [])].join(' '),
          remedy: problem.remedy,
          retryable: problem.retryable,
          cause: problem.cause,
        }),
        {
          fixes:
            denied.length > 0
              ? [
                  ...(subject.kept ? grantThroughFix(subject.record, services.book.list()) : []),
                  ...grantFix(
                    subject.record,
                    denied.map(({ table }) => table),
                  ),
                ]
              : [],
        },
      )
    }
    const unreadable = failed.filter(({ problem }) => problem.code !== 'query.timeout')
    // The schema is told where there are several.
    const several = new Set(samples.map(({ table }) => table.schema)).size > 1
    const told = samples
      .filter((each) => !unreadable.some((other) => other === each))
      .map((each) => `${several ? words(each.table) : each.table.name} ${'rows' in each ? each.rows : 'too slow to read'}`)
    const rest = told.length - mostTold
    return {
      status: failed.length > 0 ? 'warning' : 'ok',
      detail: `${unreadable.slice(0, mostTold).map(cannotBeRead).join('')}${unreadable.length > mostTold ? `${grouped(unreadable.length - mostTold)} more cannot be read. ` : ''}${told.length === 0 ? 'No table could be read.' : `${told.length === 1 ? 'A first read of 1 table' : `First reads of ${grouped(told.length)} tables`}, in rows: ${told.slice(0, mostTold).join(', ')}${rest > 0 ? ` and ${grouped(rest)} more` : ''}.`}`,
    }
  },
}

export const databaseStages: readonly Stage[] = [version, readOnly, schema, sample]
