import { createRouterClient, ORPCError } from '@orpc/server'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { rightsOf } from '#contract/access.ts'
import { type Problem, ProvostError } from '#contract/errors.ts'
import type { Operator } from '#contract/workspace.ts'
import { type BridgeContext, bridge } from './index.ts'

const contextOf = (role: keyof typeof rightsOf): BridgeContext & { faults: unknown[]; refused: string[] } => {
  const faults: unknown[] = []
  const refused: string[] = []
  const operator: Operator = { name: 'nadia' as Operator['name'], roles: [role], owner: false }
  return {
    caller: { operator, rights: new Set(rightsOf[role]), host: 'command-line' },
    onFault: (_reference, path, error) => faults.push([path, error]),
    onRefused: (path, right) => refused.push(`${path} ${right}`),
    faults,
    refused,
  }
}

const never = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)))

const problemFrom = async (work: Promise<unknown>): Promise<Problem> => {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(ORPCError)
  // The contract's one declared error carries a problem.
  const declared = error as ORPCError<'PROVOST', Problem>
  expect([declared.code, declared.defined]).toEqual(['PROVOST', true])
  return declared.data
}

const health = { connection: 'x', state: 'unknown' as const, ms: null, checkedAt: null, server: null, problem: null }

describe('the bridge', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('refuses a call whose right the caller lacks, and tells of it', async () => {
    const context = contextOf('support')
    const handler = vi.fn(() => ({ operator: context.caller.operator }))
    const client = createRouterClient({ add: bridge.operators.add.handler(handler) }, { context })
    const problem = await problemFrom(client.add({ name: 'eve', roles: ['dba'] }))
    expect(problem.code).toBe('access.denied')
    expect(problem.title).toContain('Database administrator')
    expect(handler).not.toHaveBeenCalled()
    expect(context.refused).toHaveLength(1)
  })

  it('answers input that does not fit with the fields named', async () => {
    const client = createRouterClient(
      { show: bridge.jobs.show.handler(() => never(new AbortController().signal)) },
      { context: contextOf('dba') },
    )
    const problem = await problemFrom(client.show({ id: 'NOT AN ID' as never }))
    expect(problem.code).toBe('call.invalid')
    expect(problem.detail).toContain('id')
  })

  it('passes an expected failure on with its words', async () => {
    const failure = new ProvostError('table.gone', 'The table is gone.', { remedy: ['Refresh.'] })
    const client = createRouterClient(
      { list: bridge.connections.list.handler(() => Promise.reject(failure)) },
      { context: contextOf('dba') },
    )
    expect(await problemFrom(client.list())).toEqual(failure.toJSON())
  })

  it('keeps the words of a bug in the log and shows a reference', async () => {
    const context = contextOf('dba')
    const bug = new TypeError('cannot read planted-secret of undefined')
    const client = createRouterClient({ list: bridge.connections.list.handler(() => Promise.reject(bug)) }, { context })
    const problem = await problemFrom(client.list())
    expect(problem.code).toBe('internal.fault')
    expect(JSON.stringify(problem)).not.toContain('planted-secret')
    expect(context.faults).toEqual([[expect.any(String), bug]])
  })

  it('ends a call at its deadline and aborts the work behind it', async () => {
    let reason: unknown
    const client = createRouterClient(
      {
        list: bridge.connections.list.handler(({ context }) => {
          context.signal.addEventListener('abort', () => {
            reason = context.signal.reason
          })
          return never(context.signal)
        }),
      },
      { context: contextOf('dba') },
    )
    const call = problemFrom(client.list())
    await vi.advanceTimersByTimeAsync(30_000)
    expect((await call).code).toBe('call.deadline')
    expect(reason).toMatchObject({ code: 'call.deadline' })
  })

  it('tells a cancelled call as cancelled, not as failed', async () => {
    const controller = new AbortController()
    const context = contextOf('dba')
    const client = createRouterClient({ list: bridge.connections.list.handler(({ context }) => never(context.signal)) }, { context })
    const call = problemFrom(client.list(undefined, { signal: controller.signal }))
    controller.abort()
    expect((await call).code).toBe('call.cancelled')
    expect(context.faults).toEqual([])
  })

  it('turns a failure in the middle of a stream into the declared error', async () => {
    async function* failing() {
      yield health as never
      throw new ProvostError('connection.reset', 'The connection broke.')
    }
    const client = createRouterClient({ watch: bridge.connections.watchHealth.handler(() => failing()) }, { context: contextOf('dba') })
    const stream = await client.watch()
    expect((await stream.next()).value).toMatchObject({ connection: 'x' })
    expect((await problemFrom(stream.next())).code).toBe('connection.reset')
  })

  it('never lets a stream that was cut end like a whole one', async () => {
    const controller = new AbortController()
    async function* untilAborted() {
      yield health as never
      controller.abort()
    }
    const client = createRouterClient({ watch: bridge.connections.watchHealth.handler(untilAborted) }, { context: contextOf('dba') })
    const stream = await client.watch(undefined, { signal: controller.signal })
    await stream.next()
    expect((await problemFrom(stream.next())).code).toBe('call.cancelled')
  })

  it('tells how far a cancelled call came, where its handler says so', async () => {
    const controller = new AbortController()
    const cut = new ProvostError('call.cancelled', 'Cut short.', { detail: 'Two were done.' })
    const handler = async (): Promise<never> => {
      controller.abort(new ProvostError('call.cancelled', 'The command was cancelled.'))
      throw cut
    }
    const client = createRouterClient({ list: bridge.connections.list.handler(handler) }, { context: contextOf('dba') })
    expect(await problemFrom(client.list(undefined, { signal: controller.signal }))).toEqual(cut.toJSON())
  })

  it('tells how far a call came whose deadline was over, and waits no longer than a moment for it', async () => {
    const cut = new ProvostError('call.deadline', 'Cut short.', { detail: 'Two were done.' })
    const asked = (handler: (signal: AbortSignal) => Promise<never>) =>
      problemFrom(
        createRouterClient(
          { list: bridge.connections.list.handler(({ context }) => handler(context.signal)) },
          { context: contextOf('dba') },
        ).list(),
      )
    const thrown = (error: unknown) => (signal: AbortSignal) =>
      new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(error)))
    const telling = asked(thrown(cut))
    const cancelling = asked(thrown(new ProvostError('call.cancelled', 'The call was cancelled.')))
    const stuck = asked(() => new Promise<never>(() => {}))
    await vi.advanceTimersByTimeAsync(30_000)
    expect(await telling).toEqual(cut.toJSON())
    expect((await cancelling).code).toBe('call.deadline')
    await vi.advanceTimersByTimeAsync(3000)
    expect((await stuck).code).toBe('call.deadline')
  })

  it('lets a stream live longer than any deadline, and cleans up when the reader leaves', async () => {
    let cleaned = false
    async function* endless() {
      try {
        for (;;) yield health as never
      } finally {
        cleaned = true
      }
    }
    const client = createRouterClient({ watch: bridge.connections.watchHealth.handler(() => endless()) }, { context: contextOf('dba') })
    const stream = await client.watch()
    await stream.next()
    await vi.advanceTimersByTimeAsync(3_600_000)
    expect((await stream.next()).done).toBe(false)
    await stream.return?.(undefined as never)
    expect(cleaned).toBe(true)
  })
})
