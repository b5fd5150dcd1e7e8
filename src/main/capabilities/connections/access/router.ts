import type { TestEvent } from '#contract/connection-test.ts'
import type { ConnectionBook } from '../../../fleet/registry/index.ts'
import type { Sessions } from '../../../fleet/sessions/index.ts'
import type { AuditLog } from '../../../foundation/audit/index.ts'
import { bridge } from '../../../foundation/bridge/index.ts'
import type { Vault } from '../../../foundation/credentials/index.ts'
import { draftSubject } from '../test/draft-subject.ts'
import { keptPassword, testConnection } from '../test/index.ts'

export interface ConnectionAccessServices {
  readonly book: ConnectionBook
  readonly sessions: Sessions
  readonly vault: Vault
  readonly audit: AuditLog
  readonly clock: () => Date
  readonly environment: NodeJS.ProcessEnv
}

/** The staged test, and who may do what: reviewed, granted, renewed. */
export const createConnectionAccessRouter = (services: ConnectionAccessServices) => {
  const { book, vault, environment } = services
  return {
    test: bridge.connections.test.handler(({ input, context }): AsyncGenerator<TestEvent> => {
      const record = book.get(input.name)
      return testConnection({ record, kept: true, password: keptPassword(record, vault, environment) }, services, context.signal)
    }),

    testDraft: bridge.connections.testDraft.handler(
      ({ input, context }): AsyncGenerator<TestEvent> =>
        testConnection(draftSubject(input.draft, services.clock(), environment), services, context.signal),
    ),
  }
}
