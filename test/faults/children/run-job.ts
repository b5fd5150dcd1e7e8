import { openJobs } from '../../../src/main/foundation/jobs/index.ts'
import { openState } from '../../../src/main/foundation/state/index.ts'

/** Runs one endless job and says its id; ends when the job is cancelled. */
const state = openState(process.argv[2] ?? '')
const jobs = openJobs(state, { heartbeatMs: 200 })
const job = jobs.start({ kind: 'export', title: 'Endless export', unit: 'rows', operator: 'ada' }, async (work) => {
  for (let row = 1; ; row += 1) {
    work.signal.throwIfAborted()
    work.progress(row)
    if (row === 5) work.log('info', 'Five rows read.')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
})
process.stdout.write(`job ${job.id}\n`)
const { state: end } = await jobs.settled(job.id)
process.stdout.write(`ended ${end}\n`)
await jobs.close()
state.close()
