import { ProvostError } from '#contract/errors.ts'
import type { TargetReference } from '#contract/ids.ts'
import type { Sessions } from '../../fleet/sessions/index.ts'
import type { Caller } from '../../foundation/access/index.ts'
import type { AuditLog } from '../../foundation/audit/index.ts'
import { bridge } from '../../foundation/bridge/index.ts'
import type { Jobs } from '../../foundation/jobs/index.ts'
import { forgetSchema } from '../../lms/index.ts'
import { bulkReads } from './bulk-reads.ts'
import { countList } from './counts.ts'
import { startListExport } from './export-list.ts'
import type { ListPlan } from './list-plan.ts'
import { readPerson, readWithdrawal } from './one-record.ts'
import { type PageRequest, readPage } from './read-list.ts'
import { type ListName, mappingOf, type OpenLms, openLms, plansOf } from './registrar-lists.ts'
import { withdrawalSummary } from './withdrawal-summary.ts'

export interface RegistrarServices {
  readonly sessions: Sessions
  readonly audit: AuditLog
  readonly jobs: Jobs
  readonly clock: () => Date
  /** The workspace; files of exports go to its `exports/`. */
  readonly directory: string
}

/** The `registrar` part of the bridge. */
export const createRegistrarRouter = ({ sessions, audit, jobs, clock, directory }: RegistrarServices) => {
  const readInBulk = bulkReads(audit, clock)
  /** A table or column that has gone since the schema was looked at is told as such, once: the next call looks again. */
  const withLms = async <Value>(
    target: TargetReference,
    signal: AbortSignal,
    work: (lms: OpenLms) => Value | Promise<Value>,
  ): Promise<Value> => {
    const lms = await openLms(sessions, target, clock, signal)
    try {
      return await work(lms)
    } catch (error) {
      if (error instanceof ProvostError && ['table.gone', 'query.failed'].includes(error.code)) forgetSchema(lms.database)
      throw error
    }
  }

  const page = async <Row>(
    list: ListName,
    plan: (lms: OpenLms) => ListPlan<Row>,
    input: PageRequest & { readonly target: TargetReference },
    { signal, caller }: { readonly signal: AbortSignal; readonly caller: Caller },
  ) => {
    const started = performance.now()
    return withLms(input.target, signal, async (lms) => {
      const compiledPlan = plan(lms)
      const read = await readPage(lms.database, compiledPlan, list, input, { signal })
      readInBulk(caller, lms.label, list)
      return { ...read, mapping: mappingOf(lms, compiledPlan.absent), ms: performance.now() - started }
    })
  }

  return {
    people: bridge.registrar.people.handler(({ input, context }) => page('people', (lms) => plansOf(lms).people(), input, context)),
    enrollments: bridge.registrar.enrollments.handler(({ input, context }) =>
      page('enrollments', (lms) => plansOf(lms).enrollments(), input, context),
    ),
    withdrawals: bridge.registrar.withdrawals.handler(({ input, context }) =>
      page('withdrawals', (lms) => plansOf(lms).withdrawals(), input, context),
    ),
    refunds: bridge.registrar.refunds.handler(({ input, context }) => page('refunds', (lms) => plansOf(lms).refunds(), input, context)),

    withdrawal: bridge.registrar.withdrawal.handler(({ input, context: { signal } }) =>
      withLms(input.target, signal, async (lms) => {
        const { absent, ...record } = await readWithdrawal(lms, input.id, { signal })
        return { ...record, mapping: mappingOf(lms, absent) }
      }),
    ),
    person: bridge.registrar.person.handler(({ input, context: { signal } }) =>
      withLms(input.target, signal, async (lms) => {
        const { absent, ...record } = await readPerson(lms, input.id, { signal })
        return { ...record, mapping: mappingOf(lms, absent) }
      }),
    ),
    withdrawalSummary: bridge.registrar.withdrawalSummary.handler(({ input, context: { signal } }) =>
      withLms(input.target, signal, (lms) => withdrawalSummary(lms, { signal })),
    ),
    counts: bridge.registrar.counts.handler(({ input, context: { signal } }) =>
      withLms(input.target, signal, (lms) => countList(lms, input.list, input.search, { signal })),
    ),

    exportCsv: bridge.registrar.exportCsv.handler(async ({ input, context: { signal, caller } }) => {
      const lms = await openLms(sessions, input.target, clock, signal)
      const { name, roles } = caller.operator
      const { list, search, status, sort } = input
      const job = startListExport(lms, { list, search, status, sort }, { jobs, directory, operator: name })
      // The words searched for may be a person's name: that there was a search is enough.
      const detail = { list, job: job.id, status: status ?? null, searched: search !== undefined && search !== '' }
      audit.append({ operator: name, roles, action: 'registrar.export', target: lms.label, outcome: 'done', detail })
      return { job: job.id }
    }),
  }
}
