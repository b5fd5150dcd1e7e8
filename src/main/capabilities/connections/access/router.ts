import type { RotationPlan } from '#contract/connection-access.ts'
import type { TestEvent } from '#contract/connection-test.ts'
import { ProvostError } from '#contract/errors.ts'
import type { ConnectionBook } from '../../../fleet/registry/index.ts'
import type { Sessions } from '../../../fleet/sessions/index.ts'
import type { Caller } from '../../../foundation/access/index.ts'
import type { AuditLog } from '../../../foundation/audit/index.ts'
import { bridge } from '../../../foundation/bridge/index.ts'
import type { Vault } from '../../../foundation/credentials/index.ts'
import type { State } from '../../../foundation/state/index.ts'
import { draftSubject } from '../test/draft-subject.ts'
import { openGoodTests, type TestServices, type TestSubject, testConnection } from '../test/index.ts'
import { type GrantRequest, grantRole } from './grant.ts'
import { confirmRotation, planRotation } from './plan-rotation.ts'
import { reviewConnection, reviewText } from './review.ts'
import { rotatePassword } from './rotate.ts'

export interface ConnectionAccessServices {
  readonly book: ConnectionBook
  readonly sessions: Sessions
  readonly vault: Vault
  readonly audit: AuditLog
  readonly state: State
  readonly clock: () => Date
}

/** The test of a connection whose vault gives its password: what keeps the vault from it is no failure of the connection's. */
async function* afterVault(subject: TestSubject, services: TestServices, signal: AbortSignal): AsyncGenerator<TestEvent> {
  if (subject.record.connection.passwordFrom === 'vault' && subject.record.connection.passwordIn !== null) {
    const password = await subject.password()
    yield* testConnection({ ...subject, password: async () => password }, services, signal)
  } else yield* testConnection(subject, services, signal)
}

/** The staged test, and who may do what: reviewed, granted, renewed. */
export const createConnectionAccessRouter = (services: ConnectionAccessServices) => {
  const { book, sessions, vault, audit, clock } = services
  const testing = { ...services, goodTests: openGoodTests(services.state) }

  /** Does an act and writes one line of the audit log about it, whatever came of it. */
  const audited = async <Result>(
    { operator }: Caller,
    act: { readonly action: string; readonly target: string; readonly detail: Record<string, unknown> },
    work: () => Promise<Result>,
  ): Promise<Result> => {
    const { action, target, detail } = act
    const line = (outcome: 'done' | 'failed' | 'refused', more: Record<string, unknown> = {}): void => {
      audit.append({ operator: operator.name, roles: operator.roles, action, target, outcome, detail: { ...detail, ...more } })
    }
    try {
      const result = await work()
      line('done')
      return result
    } catch (error) {
      const code = error instanceof ProvostError ? error.code : 'internal.fault'
      const refused = /^(confirmation\.|connection\.(read-only|rotation-refused|role-unsuitable|option-unsupported))/.test(code)
      line(refused ? 'refused' : 'failed', { code })
      throw error
    }
  }
  const grant = (caller: Caller, input: GrantRequest & { readonly name: string }, rights: 'read' | 'rows') => {
    const record = book.get(input.name)
    const work = () => grantRole(record, input, rights, services)
    if (input.dryRun) return work()
    const action = rights === 'read' ? 'connection.grant-readonly' : 'connection.grant-application'
    return audited(caller, { action, target: input.name, detail: { role: input.role, database: record.connection.database } }, work)
  }

  return {
    test: bridge.connections.test.handler(({ input, context }): AsyncGenerator<TestEvent> => {
      const record = book.get(input.name)
      const subject: TestSubject = { record, kept: true, password: (limits) => sessions.passwordOf(record, limits) }
      return input.vault === 'first' ? afterVault(subject, testing, context.signal) : testConnection(subject, testing, context.signal)
    }),

    testDraft: bridge.connections.testDraft.handler(
      ({ input, context }): AsyncGenerator<TestEvent> =>
        testConnection(draftSubject(input.draft, clock(), sessions), testing, context.signal),
    ),

    privileges: bridge.connections.privileges.handler(async ({ input, context }) => {
      const { name, format } = input
      const look = () => reviewConnection(book.get(name), sessions, context.signal)
      if (format === undefined) return { ...(await look()), text: null }
      const review = await audited(context.caller, { action: 'connection.privileges-export', target: name, detail: { format } }, look)
      return { ...review, text: reviewText(review, format) }
    }),

    grantReadonly: bridge.connections.grantReadonly.handler(({ input, context }) => grant(context.caller, input, 'read')),

    grantApplication: bridge.connections.grantApplication.handler(({ input, context }) => grant(context.caller, input, 'rows')),

    rotate: bridge.connections.rotate.handler(async ({ input, context }) => {
      const { name, dryRun, confirm } = input
      const about = { connection: name, dryRun, passwordIn: vault.tier }
      if (dryRun) return { ...(await planRotation(name, services)), ...about, rotatedAt: null, detail: 'Nothing was changed.' }
      // Filled in once it is known, and again with what came of it: the line of the log says whom it concerned.
      const detail: Record<string, unknown> = {}
      const concerns = ({ also, byHand }: RotationPlan): void => {
        Object.assign(detail, { also, byHand: byHand.map(({ connection }) => connection) })
      }
      return audited(context.caller, { action: 'connection.rotate', target: name, detail }, async () => {
        const agree = (plan: RotationPlan): void => {
          concerns(plan)
          confirmRotation(name, plan, confirm)
        }
        const rotated = await rotatePassword(name, agree, services)
        concerns(rotated)
        return {
          ...rotated,
          ...about,
          detail: 'The server has a new password, a fresh login with it succeeded, and the vault holds it.',
        }
      })
    }),
  }
}
