import type { z } from 'zod'
import type { connectionDraft } from '#contract/connections.ts'
import { ProvostError } from '#contract/errors.ts'
import type { Sessions } from '../../../fleet/sessions/index.ts'
import { buildRecord } from '../build-record.ts'
import type { TestSubject } from './subject.ts'

/**
 * Settings that are not kept, as something to test. A production connection without encryption is told by the test itself,
 * so it is built here as any other.
 */
export const draftSubject = (draft: z.output<typeof connectionDraft>, now: Date, sessions: Pick<Sessions, 'passwordOf'>): TestSubject => {
  const build = (changes: Partial<typeof draft>) => buildRecord({ ...draft, ...changes }, now)
  let built: ReturnType<typeof buildRecord>
  try {
    built = build({})
  } catch (error) {
    if (!(error instanceof ProvostError) || error.code !== 'connection.insecure-refused') throw error
    built = build({ environment: 'development' })
  }
  const { record } = built
  const connection = { ...record.connection, environment: draft.environment }
  return {
    record: { ...record, connection },
    kept: false,
    password: async (limits) => built.password ?? (await sessions.passwordOf(record, limits)),
  }
}
