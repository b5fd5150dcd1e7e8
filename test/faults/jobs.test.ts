import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type JobId, jobId } from '#contract/ids.ts'
import { type Jobs, openJobs } from '../../src/main/foundation/jobs/index.ts'
import { openState, type State } from '../../src/main/foundation/state/index.ts'
import { type RunningChild, runChild } from './children/run-child.ts'

let directory: string
let state: State
const open: Jobs[] = []
const children: RunningChild[] = []

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'provost-job-faults-'))
  state = openState(directory)
})
afterEach(async () => {
  for (const child of children.splice(0)) await child.kill()
  for (const jobs of open.splice(0)) await jobs.close()
  state.close()
  rmSync(directory, { recursive: true, force: true })
})

const use = (): Jobs => {
  const jobs = openJobs(state, { heartbeatMs: 200 })
  open.push(jobs)
  return jobs
}
async function otherConsole(): Promise<{ child: RunningChild; id: JobId }> {
  const child = runChild('run-job.ts', [directory])
  children.push(child)
  return { child, id: jobId.parse((await child.line(/^job /)).slice(4)) }
}

test('a job whose console is killed is interrupted at the next start, with its log and what to do', async () => {
  const { child, id } = await otherConsole()
  await wait(600)
  await child.kill()
  const { job, log } = use().show(id)
  expect(job).toMatchObject({ state: 'interrupted', outcome: 'Interrupted.', problem: { code: 'job.interrupted' } })
  expect(job.done).toBeGreaterThan(0)
  expect(job.finishedAt).not.toBeNull()
  expect(job.problem?.remedy.length).toBeGreaterThan(0)
  expect(log).toMatchObject([{ level: 'info', text: 'Five rows read.' }])
  expect(state.notices).toMatchObject([{ code: 'job.interrupted' }])
})

test('a console that is open sees another die, without being started again', async () => {
  const jobs = use()
  const { child, id } = await otherConsole()
  expect(jobs.show(id).job.state).toBe('running')
  const settled = jobs.settled(id)
  // By now all that the other wrote has been heard of: its end is a word of this console's own.
  await wait(600)
  await child.kill()
  expect((await settled).state).toBe('interrupted')
})

test('a job of another console is left alone while that console lives', async () => {
  const { id } = await otherConsole()
  const jobs = use()
  await wait(1000)
  expect(jobs.show(id).job.state).toBe('running')
  expect(state.notices).toEqual([])
})

test('a job is cancelled from another process, which sees it end', async () => {
  const jobs = use()
  const { child, id } = await otherConsole()
  const started = Date.now()
  expect(jobs.cancel(id).state).toBe('cancelling')
  expect((await jobs.settled(id)).state).toBe('cancelled')
  expect(Date.now() - started).toBeLessThan(3000)
  await child.line(/^ended cancelled$/)
})

test('cancelling a job whose console has just died says that it was interrupted', async () => {
  const jobs = use()
  const { child, id } = await otherConsole()
  await child.kill()
  expect(() => jobs.cancel(id)).toThrow(expect.objectContaining({ code: 'job.not-running' }))
  expect(jobs.show(id).job.state).toBe('interrupted')
})
