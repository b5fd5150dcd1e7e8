import { ProvostError } from '#contract/errors.ts'
import type { TargetResolution } from '#contract/migrations.ts'
import type { Caller } from '../../../foundation/access/index.ts'
import { replayed, type ScratchSpec, schemaAt } from '../drift/index.ts'
import type { MigrationServices } from '../migration-services.ts'
import { admitAll, onSession, onTarget, readerOf } from '../open-work.ts'
import { limitsOf, workLimitsOf } from '../run-limits.ts'
import type { SelectedTarget } from '../select-targets.ts'
import type { MigrationSource } from '../sources/source.ts'
import { sameTargets, spelledOut } from '../spelled-out.ts'
import { judgeTarget } from '../status.ts'
import { toolOf } from '../tools.ts'
import { type Evidence, evidenceOf } from './evidence.ts'
import { whatSchemasTell } from './what-schemas-tell.ts'

export interface ResolveSpec extends ScratchSpec {
  readonly caller: Caller
  readonly version: string | undefined
  /** What the operator says, whatever the evidence. */
  readonly as: 'applied' | 'rolled-back' | undefined
  readonly dryRun: boolean
}

type Settled = 'applied' | 'rolled-back'

/** A version that began, or began to be taken back, and did not end. */
interface Unfinished {
  readonly version: string
  readonly takingBack: boolean
  /** Something of it is known to have been done. */
  readonly begun: boolean
}

/** What did not end, as the ledger has it; Prisma's may have several rows of one version. */
const unfinished = (
  services: MigrationServices,
  target: SelectedTarget,
  source: MigrationSource,
  spec: ScratchSpec,
): Promise<readonly Unfinished[]> =>
  onSession(services, target, { ...spec, readWrite: false }, async (session) => {
    const options = { signal: spec.signal }
    const rows = (await toolOf(source.tool).history(readerOf(session), await session.tables(options), options)) ?? []
    const open = rows.filter(({ state }) => state === 'failed')
    const last = new Map(open.map(({ version, takingBack, cursor }) => [version, { version, takingBack, begun: (cursor ?? 0) > 0 }]))
    return [...last.values()]
  })

/** What failed in the target may fail on a scratch database as well, and that is no reason to know nothing. */
const orRefusal = async <Value>({ signal }: ScratchSpec, work: () => Promise<Value>): Promise<Value | ProvostError> => {
  try {
    return await work()
  } catch (error) {
    if (signal.aborted || !(error instanceof ProvostError)) throw error
    return error
  }
}

/** Replays on scratch databases what the target has, once with the migration in doubt and once without it. */
const gatherEvidence = async (
  services: MigrationServices,
  target: SelectedTarget,
  source: MigrationSource,
  open: Unfinished,
  spec: ScratchSpec,
): Promise<Evidence> => {
  const { version } = open
  const { applied } = await judgeTarget(services, target, source, spec.passwords, spec.signal)
  const migrations = source.migrations(target.config.engine)
  const order = migrations.map((migration) => migration.version)
  const before = applied.filter((each) => each !== version && order.includes(each))
  try {
    const withoutIt = await replayed(services, target, source, before, spec)
    const withIt = await orRefusal(spec, () => replayed(services, target, source, [...before, version], spec))
    const migration = migrations.find((each) => each.version === version)
    const tells = await whatSchemasTell(source, target.config.engine, migration, open)
    return evidenceOf(version, { withIt, withoutIt, found: await schemaAt(services, target, spec), tells })
  } catch (error) {
    if (spec.signal.aborted || !(error instanceof ProvostError)) throw error
    // Without a right to make scratch databases, or where the migrations need rows that only the tenant has.
    return { evidence: 'none', words: `There is no evidence: ${error.title} ${error.detail}`.trim(), differences: [] }
  }
}

const undecided = ({ words }: Evidence, { version, takingBack }: Unfinished): ProvostError =>
  new ProvostError('migration.resolve-undecided', `Whether ${version} counts as applied is for a person to say.`, {
    detail: words,
    remedy: takingBack
      ? [
          'Roll back again: it goes on at the statement where it ended.',
          'Or finish the way back by hand, and say so: --mark rolled-back',
          'Or undo by hand what it did, and say so: --mark applied',
        ]
      : [
          'Finish the change by hand, or take its part back by hand, by the differences.',
          'Then say which: --mark applied, or --mark rolled-back.',
        ],
  })

const settle = async (
  services: MigrationServices,
  target: SelectedTarget,
  source: MigrationSource,
  { version, as, evidence }: { readonly version: string; readonly as: Settled; readonly evidence: Evidence['evidence'] },
  { caller, passwords, operator, signal }: ResolveSpec,
): Promise<void> => {
  const { name, roles } = caller.operator
  const line = { operator: name, roles, action: 'migration.resolve', target: target.target.target } as const
  const limits = workLimitsOf(limitsOf({}, 1))
  const work = { source, operator, limits, waived: [], admit: admitAll, passwords, signal, log: () => undefined }
  try {
    await onTarget(services, target.target, target, work, (on) => toolOf(source.tool).resolve(on, version, as))
    services.audit.append({ ...line, outcome: 'done', detail: { version, as, evidence } })
  } catch (error) {
    if (error instanceof ProvostError) services.audit.append({ ...line, outcome: 'failed', detail: { version, as, code: error.code } })
    throw error
  }
}

/** Settles one version: by what the operator says, else by the evidence; where that leaves it open, nothing is written. */
const resolveVersion = async (
  services: MigrationServices,
  target: SelectedTarget,
  source: MigrationSource,
  open: Unfinished,
  spec: ResolveSpec,
): Promise<TargetResolution> => {
  const { version } = open
  const found = await gatherEvidence(services, target, source, open, spec)
  const shown: Readonly<Record<Evidence['evidence'], Settled | null>> = {
    applied: 'applied',
    'not-applied': 'rolled-back',
    partly: null,
    none: null,
  }
  const as = spec.as ?? shown[found.evidence]
  const told = { ...target.target, version, ...found }
  if (spec.dryRun) return { ...told, resolved: null, problem: null }
  if (as === null) return { ...told, resolved: null, problem: undecided(found, open).toJSON() }
  await settle(services, target, source, { version, as, evidence: found.evidence }, spec)
  return { ...told, resolved: as, problem: null }
}

/** Settles what began and did not end on one target, one answer for each version. What keeps it from that is its answer too. */
export const resolveTarget = async (
  services: MigrationServices,
  target: SelectedTarget,
  source: MigrationSource,
  spec: ResolveSpec,
): Promise<readonly TargetResolution[]> => {
  const answer = (version: string | null, words: string, error: ProvostError | null): TargetResolution => ({
    ...target.target,
    version,
    evidence: 'none',
    words,
    differences: [],
    resolved: null,
    problem: error === null ? null : spelledOut(error.toJSON(), { target: target.target, source }),
  })
  const answers: TargetResolution[] = []
  let version: string | null = spec.version ?? null
  try {
    const open = await unfinished(services, target, source, spec)
    const chosen = spec.version === undefined ? open : open.filter((each) => each.version === spec.version)
    if (chosen.length === 0) {
      if (spec.version === undefined) return [answer(null, 'Nothing began and did not end here.', null)]
      throw new ProvostError('migration.version-unknown', `${spec.version} is not left unfinished here.`, {
        remedy: [`See how it stands: provost migrate status${sameTargets}`],
      })
    }
    for (const each of chosen) {
      version = each.version
      answers.push(await resolveVersion(services, target, source, each, spec))
    }
    return answers
  } catch (error) {
    if (spec.signal.aborted || !(error instanceof ProvostError)) throw error
    // Why is the problem's to say.
    return [...answers, answer(version, version === null ? 'What is left unfinished here is not known.' : 'It is left as it was.', error)]
  }
}
