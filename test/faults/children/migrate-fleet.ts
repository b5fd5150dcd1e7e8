import { createRouterClient } from '@orpc/server'
import { openConsole } from '../../../src/main/console.ts'
import { startNodeChild } from '../../../src/main/foundation/processes/index.ts'

/**
 * A console that begins or resumes a run, of a rollback where steps are named, and dies at the n-th statement it sends: before the statement goes out, or `afterMs` later.
 * Says which run it is, and at the end how many statements there were.
 */
interface Work {
  readonly directory: string
  readonly connections: readonly string[]
  readonly source: string
  readonly resume?: string
  /** Takes back so many versions instead of applying. */
  readonly steps?: number
  readonly concurrency: number
  readonly killAt?: number
  readonly afterMs?: number
  readonly lockTimeoutMs?: number
}
const { directory, connections, source, resume, steps, concurrency, killAt, afterMs, lockTimeoutMs }: Work = JSON.parse(
  process.argv[2] ?? '',
)

const die = (): void => {
  process.kill(process.pid, 'SIGKILL')
}
let statements = 0
const onStatement = (): void => {
  statements += 1
  if (statements !== killAt) return
  if (afterMs === undefined) die()
  else setTimeout(die, afterMs)
}
const console = openConsole({ directory, environment: process.env, startChild: startNodeChild, onStatement })
const client = createRouterClient(console.router, { context: () => console.context(null, 'command-line') })
const targets = { all: false, tenants: [], groups: [], connections: connections.map((connection) => ({ connection })) }
const limits = { concurrency, ...(lockTimeoutMs === undefined ? {} : { lockTimeoutMs }) }
const begin = () =>
  steps === undefined
    ? client.migrations.apply({ targets, source, ...limits })
    : client.migrations.rollback({
        targets,
        source,
        steps,
        confirm: connections.length === 1 ? (connections[0] ?? '') : String(connections.length),
        ...limits,
      })
const { run } = resume === undefined ? await begin() : await client.migrations.resume({ run: resume, failed: true })
process.stdout.write(`run ${run.id}\n`)
const job = run.job
if (job !== null) await console.jobs.settled(job)
process.stdout.write(`ended ${statements}\n`)
await console.close()
