import { ProvostError } from '#contract/errors.ts'
import type { LedgerRow } from '#contract/migrations.ts'
import type { TableReference } from '#contract/tables.ts'
import type { RunOptions } from '../../../engines/index.ts'
import { tablesLeft } from '../created-tables.ts'
import { lockTenant } from '../lock-tenant.ts'
import { refuseBare } from '../refuse-bare.ts'
import type { MigrationSource } from '../sources/source.ts'
import type { FrozenWay, Judgement, LedgerReader, MigrationTool, WorkOn } from '../tool.ts'
import { judgeAlembic } from './judge.ts'
import { tableChangesBy, withAncestors } from './revision-graph.ts'
import { runAlembic } from './run-alembic.ts'
import { type AlembicSource, knownRevision } from './source.ts'
import { defaultVersionTable, locateVersionTable, readStanding } from './version-table.ts'
import { downgradeArguments, wayBackAlembic } from './way-back.ts'

/** Whether a source was read as an Alembic project: there is no other with that tool’s name. */
export const isAlembic = (source: MigrationSource): source is AlembicSource => source.tool === 'alembic'

const alembicOf = (source: MigrationSource): AlembicSource => {
  if (isAlembic(source)) return source
  // A tool is given its own sources only; another one here is a bug of ours.
  throw new TypeError(`The source ${source.title} is none of Alembic’s.`)
}

const judge = async ({ reader, tables, signal }: WorkOn, source: AlembicSource): Promise<Judgement> =>
  judgeAlembic(reader, source, await tables(), { signal })

/** What alembic would refuse, or could not do rightly, is refused before it is started. */
const refuseWhatIsWrong = ({ problems }: Judgement, baselining: boolean): void => {
  const wrong = problems.find(({ code }) => !(baselining && code === 'migration.baseline-needed'))
  if (wrong !== undefined) throw ProvostError.from(wrong)
}

/** What an upgrade to a revision runs (or a stamp marks) of what is pending; `heads` is all of it. */
const wantedBy = ({ graph }: AlembicSource, { pending }: Judgement, target: string | undefined): readonly string[] => {
  if (target === undefined || target === 'heads') return pending
  const needed = withAncestors(graph, [target])
  return pending.filter((version) => needed.has(version))
}

/** Runs alembic under the tenant's lock, and tells by the table what it did: nothing else is proof. */
const change = async (
  work: WorkOn,
  args: (source: AlembicSource, before: Judgement) => readonly string[] | null,
  outcome: (before: Judgement, after: Judgement) => readonly string[],
  baselining = false,
): Promise<readonly string[]> => {
  const source = alembicOf(work.source)
  const release = await lockTenant(work)
  try {
    const before = await judge(work, source)
    refuseWhatIsWrong(before, baselining)
    const command = args(source, before)
    if (command === null) return []
    const wanted = wantedBy(source, before, command[1])
    if (command[0] === 'upgrade') await work.admit(wanted)
    if (command[0] === 'stamp') refuseBare(tablesLeft(tableChangesBy(source.graph, wanted)), await work.tables(), work.label)
    await runAlembic(work, source, command, source.graph.revisions.size)
    const after = await judge(work, source)
    const done = outcome(before, after)
    if (done.length > 0) return done
    throw new ProvostError('migration.tool-failed', `alembic ${command.join(' ')} ended well, but ${work.label} stands where it stood.`, {
      detail: `Before and after: ${before.applied.at(-1) ?? 'no revision'}.`,
      remedy: [
        'See which version table env.py names (version_table, version_table_schema).',
        'Look at the target’s log for what alembic said.',
      ],
    })
  } finally {
    release()
  }
}

const gained = (before: Judgement, after: Judgement): readonly string[] => after.applied.filter((id) => !before.applied.includes(id))
const lost = (before: Judgement, after: Judgement): readonly string[] =>
  before.applied.filter((id) => !after.applied.includes(id)).toReversed()

/** What the version table holds; nothing where there is none. */
export const standingOf = async ({ reader, tables, signal }: WorkOn, source: AlembicSource): Promise<readonly string[]> => {
  const table = await locateVersionTable(reader, await tables(), source.versionTable, { signal })
  return table === null ? [] : readStanding(reader, table, { signal })
}

const history = async (
  reader: LedgerReader,
  tables: readonly TableReference[],
  options: RunOptions,
): Promise<readonly LedgerRow[] | null> => {
  const table = await locateVersionTable(reader, tables, { name: defaultVersionTable, schema: null }, options)
  if (table === null) return null
  const standing = await readStanding(reader, table, options)
  // Alembic keeps nothing else: no time, no author, and not the revisions before.
  const blank = {
    sha256: null,
    startedAt: null,
    finishedAt: null,
    durationMs: null,
    appliedBy: null,
    provostVersion: null,
    takingBack: false,
  }
  return standing.map((version) => ({ version, name: version, ...blank, cursor: null, statements: null, state: 'applied' }))
}

/** Alembic's migrations: judged here, run by the project's own alembic. */
export const alembicTool: MigrationTool = {
  name: 'alembic',
  ledger: defaultVersionTable,
  judge: (reader, source, tables, options) => judgeAlembic(reader, alembicOf(source), tables, options),
  history,
  apply: (work, to) =>
    change(
      work,
      (source, before) => {
        const target = to === null ? 'heads' : knownRevision(source, to)
        const wanted = to === null ? before.pending.length > 0 : !before.applied.includes(target)
        return wanted ? ['upgrade', target] : null
      },
      gained,
    ),
  wayBack: (reader, source, tables, to, options) => wayBackAlembic(reader, alembicOf(source), tables, to, options),
  rollback: (work: WorkOn, way: FrozenWay) => change(work, (source, { applied }) => downgradeArguments(source, applied, way), lost),
  baseline: (work, to) =>
    change(
      work,
      (source, before) => {
        const target = to === null ? 'heads' : knownRevision(source, to)
        const wanted = to === null ? before.pending.length > 0 : !before.applied.includes(target)
        return wanted ? ['stamp', target] : null
      },
      gained,
      true,
    ),
  async resolve({ label }, version) {
    throw new ProvostError('migration.resolve-undecided', 'Alembic writes nothing down of a revision that began and did not end.', {
      detail: `${label}, ${version}`,
      remedy: [
        'Look at the status: a revision is applied where the version table says so.',
        'Where part of a revision is in the database without it, undo that part by hand, or mark the revision: a baseline.',
      ],
    })
  },
}
