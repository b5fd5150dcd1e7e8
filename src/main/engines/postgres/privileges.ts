import type { Cell } from '#contract/values.ts'
import type { Database, EngineConfig, RunOptions } from '../engine.ts'
import type { ReadOnlyEvidence, WriteFinding } from '../probe/index.ts'
import { rightsSql, standingSql } from './privileges-sql.ts'

interface Right {
  readonly kind: string
  /** The role that holds it; empty for PUBLIC. */
  readonly who: string
  readonly rights: string
  readonly object: string
  readonly target: string
}

const text = (cell: Cell | undefined): string => (cell === null || cell === undefined ? '' : String(cell))
const quoted = (role: string): string => `"${role.replaceAll('"', '""')}"`
const grantee = (who: string): string => (who === '' ? 'PUBLIC' : quoted(who))

const holder = (who: string, login: string): string =>
  who === '' ? 'PUBLIC, which is everyone,' : who === login ? 'This login' : `The role ${who}, of which this login is a member,`

const membershipWords: Readonly<Record<string, string>> = {
  pg_write_all_data: 'writes every table',
  pg_write_server_files: 'writes files of the server',
  pg_execute_server_program: 'runs programs on the server',
  pg_signal_backend: 'ends other sessions',
  pg_signal_autovacuum_worker: 'ends the server’s own cleaning',
  pg_create_subscription: 'creates subscriptions, which write tables',
  pg_maintain: 'refreshes and rewrites tables',
  pg_checkpoint: 'has the server write out its memory',
}

/** Kinds of rights that a server in recovery does not stop: they write files, other servers, or act with rights that do. */
const pastRecovery = new Set(['routine', 'aggregate', 'foreign-server', 'foreign-wrapper', 'acting', 'unconfined', 'parameter'])
const pastRecoveryAs = new Set([
  'SUPERUSER',
  'REPLICATION',
  'pg_write_server_files',
  'pg_execute_server_program',
  'pg_signal_backend',
  'pg_signal_autovacuum_worker',
  'pg_checkpoint',
])

const isPast = ({ kind, who, rights }: Right): boolean =>
  pastRecovery.has(kind) || (kind === 'attribute' && pastRecoveryAs.has(rights)) || (kind === 'membership' && pastRecoveryAs.has(who))

const findingOf = (right: Right, login: string): WriteFinding => ({ ...wordsOf(right, login), pastPhysical: isPast(right) })

const wordsOf = ({ kind, who, rights, object, target }: Right, login: string): Omit<WriteFinding, 'pastPhysical'> => {
  const subject = holder(who, login)
  const from = `FROM ${grantee(who)};`
  switch (kind) {
    case 'attribute':
      return { words: `${subject} has the attribute ${rights}.`, revoke: `ALTER ROLE ${quoted(who)} NO${rights};` }
    case 'membership':
      return {
        words: `This login is a member of ${who}, which ${membershipWords[who] ?? 'may write'}.`,
        revoke: `REVOKE ${quoted(who)} FROM ${quoted(login)};`,
      }
    case 'owner':
      return {
        words: `${subject} owns ${rights === 'object' ? `the ${object}` : `the ${rights} ${object}`}; an owner can give itself every right again.`,
        revoke: rights === 'routine' || rights === 'object' ? null : `ALTER ${rights.toUpperCase()} ${object} OWNER TO …;`,
      }
    case 'schema':
      return { words: `${subject} may create objects in the schema ${object}.`, revoke: `REVOKE CREATE ON ${target} ${from}` }
    case 'database':
      return {
        words: `${subject} holds ${rights} on the database ${object}${rights.includes('CREATE') ? '' : ', which makes temporary tables'}.`,
        revoke: `REVOKE ${rights} ON ${target} ${from}`,
      }
    case 'sequence':
      return { words: `${subject} may change the sequence ${object} (${rights}).`, revoke: `REVOKE ${rights} ON ${target} ${from}` }
    case 'routine':
      return {
        words: `${subject} may run ${object}, which acts with its owner’s rights (SECURITY DEFINER).`,
        revoke: `REVOKE EXECUTE ON ${target} ${from}`,
      }
    case 'aggregate':
      return {
        words: `${subject} may run the aggregate ${object}, whose functions act with their owner’s rights (SECURITY DEFINER).`,
        revoke: `REVOKE EXECUTE ON ${target} ${from}`,
      }
    case 'foreign-server':
      return {
        words: `${subject} may use the foreign server ${object}, by which other servers are written to, also within a read-only transaction.`,
        revoke: `REVOKE USAGE ON ${target} ${from}`,
      }
    case 'foreign-wrapper':
      return {
        words: `${subject} may make foreign servers of the kind ${object}, by which other servers are written to.`,
        revoke: `REVOKE USAGE ON ${target} ${from}`,
      }
    case 'acting':
      return {
        words: `${subject} may run ${object}, which acts on the server itself or on its files, also within a read-only transaction.`,
        revoke: `REVOKE EXECUTE ON ${target} ${from}`,
      }
    case 'unconfined':
      return {
        words: `${subject} may run ${object} (${rights}), which a read-only transaction does not confine: it may reach files and other servers.`,
        revoke: `REVOKE EXECUTE ON ${target} ${from}`,
      }
    case 'parameter':
      return {
        words: `${subject} may change the setting ${object} of the server (${rights}).`,
        revoke: `REVOKE ${rights} ON ${target} ${from}`,
      }
    case 'large-object-maker':
      return {
        words: `${subject} may create large objects by ${object}, which before PostgreSQL 16 works even in a read-only transaction.`,
        revoke: `REVOKE EXECUTE ON ${target} ${from}`,
      }
    case 'large-object':
      return { words: `${subject} may write ${object}.`, revoke: target === '' ? null : `REVOKE UPDATE ON ${target} ${from}` }
    case 'future':
      return {
        words: `${subject} will hold ${rights} on ${object.toLowerCase()} made later (default privileges ${target.toLowerCase()}).`,
        revoke: `ALTER DEFAULT PRIVILEGES ${target} REVOKE ${rights} ON ${object} ${from}`,
      }
    default:
      return { words: `${subject} holds ${rights} on the ${kind} ${object}.`, revoke: `REVOKE ${rights} ON ${target} ${from}` }
  }
}

/** Whether this login can write in this database, by the catalogue alone. Nothing is tried. */
export const postgresEvidence = async (database: Database, _config: EngineConfig, options: RunOptions = {}): Promise<ReadOnlyEvidence> => {
  const ask = async (sql: string): Promise<readonly (readonly Cell[])[]> => (await database.read({ sql, parameters: [] }, options)).rows
  const [standing] = await ask(standingSql)
  const [recovering, readOnly, user, superuser, held] = standing ?? []
  const login = text(user)
  const common = {
    physical: recovering === true ? 'The server is a replica in recovery: it takes no writes from anybody.' : null,
    notPhysical: 'The server is not a replica.',
    guarded: text(readOnly) === 'on',
    unknown: [],
  }
  if (superuser === true) {
    const words = 'This login is a superuser: it may write everything, and no grant limits it.'
    return { ...common, findings: [{ words, revoke: `ALTER ROLE ${quoted(login)} NOSUPERUSER;`, pastPhysical: true }] }
  }
  const lines = (await ask(rightsSql(text(held)))).map(
    ([kind, who, rights, object, target]): Right => ({
      kind: text(kind),
      who: text(who),
      rights: text(rights),
      object: text(object),
      target: text(target),
    }),
  )
  const rights = lines.filter(({ kind }) => kind !== 'seen')
  const explained = new Set(rights.map(({ object }) => object))
  const writesAll = rights.some(({ kind, who }) => kind === 'membership' && who === 'pg_write_all_data')
  const seen = writesAll ? [] : lines.filter(({ kind, object }) => kind === 'seen' && !explained.has(object))
  return {
    ...common,
    findings: [
      ...rights.map((right) => findingOf(right, login)),
      ...seen.map(({ object }) => ({
        words: `The server says that this login may write the table ${object}.`,
        revoke: null,
        pastPhysical: false,
      })),
    ],
  }
}
