import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import { jobId } from '#contract/ids.ts'
import type { Job } from '#contract/jobs.ts'
import { openState, type State } from '../state/index.ts'
import { type Jobs, openJobs } from './index.ts'

let folder: string
let state: State
const open: Jobs[] = []
const use = (options?: Parameters<typeof openJobs>[1], on = state): Jobs => {
  const jobs = openJobs(on, { heartbeatMs: 50, ...options })
  open.push(jobs)
  return jobs
}
const spec = { kind: 'export', title: 'Export people', unit: 'rows', operator: 'ada' }
/** Work that ends only when it is told to. */
const endless = (job: { signal: AbortSignal }): Promise<string> =>
  new Promise((_, reject) => job.signal.addEventListener('abort', () => reject(job.signal.reason), { once: true }))

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provost-jobs-'))
  state = openState(folder)
})
afterEach(async () => {
  for (const jobs of open.splice(0)) await jobs.close()
  state.close()
  rmSync(folder, { recursive: true, force: true })
})

test('a job runs, says how far it is, and ends with its outcome, its log and its file', async () => {
  const jobs = use()
  const path = join(folder, 'people.csv')
  writeFileSync(path, 'id')
  const begun = jobs.start(spec, async (job) => {
    job.progress(0, 10)
    job.log('info', 'Reading.')
    job.progress(10)
    job.log('warning', 'One row was odd.')
    job.file('people.csv', path, 2)
    return '10 rows written.'
  })
  expect(begun).toMatchObject({ state: 'running', done: 0, total: null, operator: 'ada', finishedAt: null })
  expect(jobId.safeParse(begun.id).success).toBe(true)
  const ended = await jobs.settled(begun.id)
  expect(ended).toMatchObject({
    state: 'done',
    done: 10,
    total: 10,
    outcome: '10 rows written.',
    file: { name: 'people.csv', bytes: 2 },
    problem: null,
  })
  expect(jobs.show(begun.id).log).toMatchObject([
    { level: 'info', text: 'Reading.' },
    { level: 'warning', text: 'One row was odd.' },
  ])
  expect(jobs.fileOf(begun.id)).toEqual({ name: 'people.csv', path })
  rmSync(path)
  expect(() => jobs.fileOf(begun.id)).toThrow('is gone')
  expect(await jobs.settled(begun.id)).toEqual(ended)
})

test('a failure keeps its words; a bug is a fault without its words and is told to whoever keeps the log', async () => {
  const faults: unknown[] = []
  const jobs = use({ onFault: (error) => faults.push(error) })
  const failed = jobs.start(spec, () => Promise.reject(new ProvostError('export.failed', 'The disk is full.', { remedy: ['Free space.'] })))
  expect(await jobs.settled(failed.id)).toMatchObject({
    state: 'failed',
    outcome: 'The disk is full.',
    problem: { code: 'export.failed', remedy: ['Free space.'] },
  })
  const bug = new TypeError('undefined is not a function, password hunter2')
  const broken = await jobs.settled(jobs.start(spec, () => Promise.reject(bug)).id)
  expect(broken).toMatchObject({ state: 'failed', problem: { code: 'internal.fault' } })
  expect(JSON.stringify(broken)).not.toContain('hunter2')
  expect(faults).toEqual([bug])
})

test('cancelling asks the work to end and is not a failure', async () => {
  const jobs = use()
  const { id } = jobs.start(spec, endless)
  expect(jobs.cancel(id).state).toBe('cancelling')
  expect(await jobs.settled(id)).toMatchObject({ state: 'cancelled', outcome: 'Cancelled.', problem: null })
  expect(() => jobs.cancel(id)).toThrow(expect.objectContaining({ code: 'job.not-running' }))
})

test('a job that is cancelled while it runs ends its work', async () => {
  const jobs = use()
  const { id } = jobs.start(spec, endless)
  await wait(20)
  jobs.cancel(id)
  expect((await jobs.settled(id)).state).toBe('cancelled')
})

test('a job that had finished when it was cancelled stays done', async () => {
  const jobs = use()
  const { id } = jobs.start(spec, async ({ signal }) => {
    while (!signal.aborted) await wait(5)
    return 'Finished all the same.'
  })
  await wait(20)
  jobs.cancel(id)
  expect((await jobs.settled(id)).state).toBe('done')
})

test('jobs that are not there are named', () => {
  const jobs = use()
  const nobody = jobId.parse('nosuchjob')
  for (const ask of [() => jobs.show(nobody), () => jobs.cancel(nobody), () => jobs.fileOf(nobody)]) {
    expect(ask).toThrow(expect.objectContaining({ code: 'job.unknown' }))
  }
})

test('the list is newest first, and active jobs can be had alone', async () => {
  const jobs = use()
  const first = jobs.start(spec, async () => 'Done.')
  await jobs.settled(first.id)
  await wait(5)
  const second = jobs.start(spec, endless)
  expect(jobs.list().map((job) => job.id)).toEqual([second.id, first.id])
  expect(jobs.list({ active: true }).map((job) => job.id)).toEqual([second.id])
  expect(jobs.list({ limit: 1 })).toHaveLength(1)
})

test('whoever watches sees the active jobs first and then every job to its end', async () => {
  const jobs = use()
  const { promise: may, resolve: go } = Promise.withResolvers<void>()
  const before = jobs.start({ ...spec, title: 'before' }, () => may.then(() => 'Done.'))
  const stop = new AbortController()
  const seen: Job[] = []
  const watching = (async () => {
    for await (const job of jobs.watch(stop.signal)) {
      seen.push(job)
      if (seen.filter((each) => each.state === 'done').length === 21) break
    }
  })()
  await expect.poll(() => seen.length).toBeGreaterThan(0)
  expect(seen[0]).toMatchObject({ id: before.id, state: 'running' })
  const later = Array.from({ length: 20 }, (_, n) => jobs.start({ ...spec, title: `later ${n}` }, async () => 'Done.'))
  go()
  await watching
  expect(new Set(seen.filter((job) => job.state === 'done').map((job) => job.id))).toEqual(
    new Set([before.id, ...later.map((job) => job.id)]),
  )
})

test('a job that begins and ends before the first read is still seen', async () => {
  const jobs = use()
  const watching = jobs.watch()
  const { id } = jobs.start(spec, async () => 'Done.')
  await jobs.settled(id)
  expect((await watching.next()).value).toMatchObject({ id, state: 'done' })
  await watching.return()
})

test('watching ends with its signal', async () => {
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 30)
  const seen: Job[] = []
  for await (const job of use().watch(stop.signal)) seen.push(job)
  expect(seen).toEqual([])
})

test('a watcher that is slow skips states but never the last', async () => {
  const jobs = use()
  const { id } = jobs.start(spec, async (job) => {
    for (let n = 1; n <= 5; n += 1) {
      job.progress(n, 5)
      await wait(60)
    }
    return 'Done.'
  })
  let last: Job | undefined
  for await (const job of jobs.watch()) {
    last = job
    if (job.state === 'done') break
    await wait(150)
  }
  expect(last).toMatchObject({ id, state: 'done', done: 5 })
})

test('progress goes to the database a few times a second at most', async () => {
  const jobs = use({ heartbeatMs: 5000 })
  const { id } = jobs.start(spec, async (job) => {
    for (let n = 0; n < 300; n += 1) {
      job.progress(n)
      await wait(2)
    }
    return 'Done.'
  })
  await jobs.settled(id)
  const revision = state.database.prepare('SELECT max(revision) FROM jobs').pluck().get()
  expect(Number(revision)).toBeLessThanOrEqual(8)
})

test('another console of the workspace sees a job, waits for it and cancels it', async () => {
  const other = openState(folder)
  try {
    const here = use()
    const there = use({}, other)
    const { id } = here.start(spec, endless)
    const seen: string[] = []
    const watching = (async () => {
      for await (const job of there.watch()) {
        seen.push(job.state)
        if (job.finishedAt !== null) break
      }
    })()
    await wait(20)
    expect(there.cancel(id).state).toBe('cancelling')
    expect((await there.settled(id)).state).toBe('cancelled')
    await watching
    expect(seen.at(-1)).toBe('cancelled')
    expect((await here.settled(id)).state).toBe('cancelled')
  } finally {
    other.close()
  }
})

test('closing the console interrupts its jobs and says so', async () => {
  const jobs = use()
  const { id } = jobs.start(spec, endless)
  await wait(20)
  await jobs.close()
  expect(use().show(id).job).toMatchObject({ state: 'interrupted', problem: { code: 'job.interrupted' } })
})

test('a running job whose console is long silent is interrupted on opening, with a notice of what to do', () => {
  const at = '2026-11-20T10:00:00.000Z'
  const columns = '(id, kind, title, state, unit, operator, owner, created_at, started_at, heartbeat_at, revision)'
  const row = (id: string, owner: string, beat: string, revision: number): unknown =>
    state.database
      .prepare(`INSERT INTO jobs ${columns} VALUES (?, 'export', ?, 'running', 'rows', 'ada', ?, ?, ?, ?, ?)`)
      .run(id, id, owner, at, at, beat, revision)
  row('silentjob1', 'elsewhere:1:1', at, 1)
  row('livingjob1', 'elsewhere:1:1', '2026-11-20T10:00:55.000Z', 2)
  const jobs = use({ clock: () => new Date('2026-11-20T10:01:00.000Z'), heartbeatMs: 60_000 })
  expect(jobs.show(jobId.parse('silentjob1')).job).toMatchObject({
    state: 'interrupted',
    problem: { code: 'job.interrupted', remedy: [expect.any(String), expect.any(String)] },
  })
  expect(jobs.show(jobId.parse('livingjob1')).job.state).toBe('running')
  expect(state.notices).toMatchObject([{ code: 'job.interrupted', title: expect.stringContaining('silentjob1') }])
})

test('an interrupted migration says how its run goes on, and the notice goes when its work is taken up, alone', () => {
  const at = '2026-11-20T10:00:00.000Z'
  const columns = '(id, kind, title, state, unit, operator, owner, created_at, started_at, heartbeat_at, revision)'
  for (const [index, id] of ['migrating1', 'migrating2'].entries())
    state.database
      .prepare(`INSERT INTO jobs ${columns} VALUES (?, 'migration', 'Migrate 3 targets', 'running', 'tenants', 'ada', 'b:1:1', ?, ?, ?, ?)`)
      .run(id, at, at, at, index + 1)
  const jobs = use({ clock: () => new Date('2026-11-20T10:01:00.000Z'), heartbeatMs: 60_000 })
  expect(state.notices).toHaveLength(2)
  expect(state.notices[0]?.remedy.at(-1)).toContain('provost migrate resume')
  expect(state.notices[0]?.remedy.join()).not.toContain('export')
  jobs.takenUp(jobId.parse('migrating1'))
  expect(state.notices).toMatchObject([{ detail: expect.stringContaining('migrating2') }])
})

test('a job that was taken for interrupted while its console slept lives on with its next heartbeat', async () => {
  const jobs = use()
  const { id } = jobs.start(spec, endless)
  state.database.prepare("UPDATE jobs SET state = 'interrupted', finished_at = created_at WHERE id = ?").run(id)
  await expect.poll(() => jobs.show(id).job.state).toBe('running')
  expect(jobs.show(id).job.finishedAt).toBeNull()
})

test('jobs of over 30 days ago are forgotten, with their exports but no other file', async () => {
  mkdirSync(join(folder, 'exports'))
  const inside = join(folder, 'exports', 'people.csv')
  const outside = join(folder, 'chosen.csv')
  const early = (): Date => new Date('2026-10-01T12:00:00.000Z')
  const first = use({ clock: early })
  for (const path of [inside, outside]) {
    writeFileSync(path, 'id')
    const { id } = first.start(spec, async (job) => {
      job.file('people.csv', path, 2)
      return 'Done.'
    })
    await first.settled(id)
  }
  await first.close()
  expect(use({ clock: () => new Date('2026-10-30T12:00:00.000Z') }).list()).toHaveLength(2)
  expect(use({ clock: () => new Date('2026-11-02T12:00:00.000Z') }).list()).toHaveLength(0)
  expect([existsSync(inside), existsSync(outside)]).toEqual([false, true])
})
