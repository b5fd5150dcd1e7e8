import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call, ORPCError } from '@orpc/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { jobId } from '#contract/ids.ts'
import { type Access, openAccess } from '../../foundation/access/index.ts'
import { type AuditLog, openAuditLog } from '../../foundation/audit/index.ts'
import type { BridgeContext } from '../../foundation/bridge/index.ts'
import { type Jobs, openJobs } from '../../foundation/jobs/index.ts'
import { openState, type State } from '../../foundation/state/index.ts'
import { createAuditRouter, createJobsRouter } from './index.ts'

let directory: string
let state: State
let access: Access
let audit: AuditLog
let jobs: Jobs

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-activity-'))
  state = openState(directory)
  access = openAccess(state, { owner: 'ada' })
  audit = openAuditLog(state)
  jobs = openJobs(state)
})
afterEach(async () => {
  await jobs.close()
  state.close()
  rmSync(directory, { recursive: true, force: true })
})

const as = (name: string | null): { context: BridgeContext } => ({
  context: {
    caller: access.caller(name, 'command-line'),
    onFault: (_, __, error) => {
      throw error
    },
    onRefused: () => {},
  },
})
const problemOf = async (asked: Promise<unknown>): Promise<unknown> => {
  const error = await asked.catch((reason: unknown) => reason)
  return error instanceof ORPCError ? error.data : error
}
const spec = { kind: 'export', title: 'Export people', unit: 'rows', operator: 'ada' }
const endless = (job: { signal: AbortSignal }): Promise<string> =>
  new Promise((_, reject) => job.signal.addEventListener('abort', () => reject(job.signal.reason), { once: true }))

test('jobs are listed, shown and cancelled, and the cancelling is in the audit log', async () => {
  const router = createJobsRouter({ jobs, audit })
  const { id } = jobs.start(spec, endless)
  expect(await call(router.list, { active: true }, as(null))).toMatchObject({ jobs: [{ id, state: 'running' }] })
  expect(await call(router.show, { id }, as(null))).toMatchObject({ job: { id }, log: [] })
  expect(await call(router.cancel, { id }, as(null))).toMatchObject({ job: { id, state: 'cancelling' } })
  expect((await jobs.settled(id)).state).toBe('cancelled')
  expect(audit.list().entries).toMatchObject([{ action: 'job.cancel', target: id, outcome: 'done' }])
  expect(await problemOf(call(router.cancel, { id }, as(null)))).toMatchObject({ code: 'job.not-running' })
  expect(await problemOf(call(router.show, { id: jobId.parse('nosuchjob') }, as(null)))).toMatchObject({ code: 'job.unknown' })
})

test('watching over the bridge gives each job to its end, and a call that is cancelled does not end as if it were whole', async () => {
  const router = createJobsRouter({ jobs, audit })
  const stop = new AbortController()
  const seen: string[] = []
  const stream = await call(router.watch, undefined, { ...as(null), signal: stop.signal })
  const { id } = jobs.start(spec, async () => 'Done.')
  const watched = (async () => {
    for await (const job of stream) {
      seen.push(`${job.id === id} ${job.state}`)
      if (job.state === 'done') stop.abort()
    }
  })()
  expect(await problemOf(watched)).toMatchObject({ code: 'call.cancelled' })
  expect(seen.at(-1)).toBe('true done')
})

test('the log is read, proven and copied; the copying is a line of the copy', async () => {
  access.add('grace', ['auditor'])
  const router = createAuditRouter({ audit })
  audit.append({ operator: 'ada', roles: ['dba'], action: 'connection.add', target: 'campus', outcome: 'done' })
  expect(await call(router.list, { search: 'campus' }, as('grace'))).toMatchObject({ total: 1, next: null })
  const copy = await call(router.export, {}, as('grace'))
  expect(copy.entries.map((entry) => entry.action)).toEqual(['connection.add', 'audit.export'])
  expect(await call(router.verify, undefined, as('grace'))).toMatchObject({ ok: true, entries: 2, broken: null })
})

test('who has no right to the log does not read it', async () => {
  access.add('grace', ['support'])
  expect(await problemOf(call(createAuditRouter({ audit }).list, {}, as('grace')))).toMatchObject({ code: 'access.denied' })
})
