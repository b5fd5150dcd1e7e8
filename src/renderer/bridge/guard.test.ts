import { type ClientLink, createORPCClient } from '@orpc/client'
import { eventIterator, oc } from '@orpc/contract'
import { implement } from '@orpc/server'
import { RPCHandler } from '@orpc/server/message-port'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { ProvostError } from '#contract/errors.ts'
import { problemSchema } from '#contract/procedure.ts'
import { Bridge } from './bridge.ts'
import { guarded } from './guard.ts'
import { overMessagePort } from './message-port.ts'

const declared = oc.errors({ PROVOST: { message: 'known', data: problemSchema } })
const contract = {
  workspace: { preferences: declared.output(z.object({ preferences: z.object({}) })) },
  echo: declared.input(z.string()).output(z.string()),
  fail: declared.output(z.string()),
  bug: declared.output(z.string()),
  hang: declared.output(z.string()),
  count: declared.output(eventIterator(z.number())),
  list: declared.output(eventIterator(z.string(), z.object({ skipped: z.array(z.string()) }))),
}

/** A real router at the other end of a real channel, and what it saw happen. */
const startServer = () => {
  const seen = { aborted: 0, ended: 0 }
  const server = implement(contract)
  const router = server.router({
    workspace: { preferences: server.workspace.preferences.handler(() => ({ preferences: {} })) },
    echo: server.echo.handler(({ input }) => input),
    fail: server.fail.handler(({ errors }) => {
      throw errors.PROVOST({
        data: {
          code: 'table.gone',
          title: 'The table is gone.',
          detail: 'relation does not exist',
          remedy: ['Refresh the list.'],
          retryable: false,
        },
      })
    }),
    bug: server.bug.handler(() => {
      throw new TypeError('undefined is not a function')
    }),
    hang: server.hang.handler(
      ({ signal }) =>
        new Promise<string>((_, reject) => {
          signal?.addEventListener('abort', () => {
            seen.aborted += 1
            reject(signal.reason)
          })
        }),
    ),
    list: server.list.handler(async function* () {
      yield 'one'
      return { skipped: ['two'] }
    }),
    count: server.count.handler(async function* ({ signal }) {
      try {
        for (let number = 0; signal?.aborted !== true; number++) {
          yield number
          await new Promise((resolve) => setTimeout(resolve, 5))
        }
      } finally {
        seen.ended += 1
      }
    }),
  })
  const ports: MessagePort[] = []
  const open = overMessagePort(async () => {
    const { port1, port2 } = new MessageChannel()
    new RPCHandler(router).upgrade(port2)
    ports.push(port2)
    return port1
  })
  return { seen, open, ports }
}

const bridges: Bridge[] = []
afterEach(() => {
  for (const bridge of bridges.splice(0)) bridge.close()
})

const start = (options?: ConstructorParameters<typeof Bridge>[1]) => {
  const server = startServer()
  const bridge = new Bridge(server.open, options)
  bridges.push(bridge)
  // The test's own contract stands in for the client's type, which knows the real one only.
  const client = createORPCClient<import('@orpc/contract').ContractRouterClient<typeof contract>>(bridge.link as ClientLink<object>)
  return { ...server, bridge, client }
}

const thrownBy = async (work: Promise<unknown>): Promise<ProvostError> => {
  try {
    await work
  } catch (error) {
    if (error instanceof ProvostError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const opened = (bridge: Bridge): Promise<void> =>
  new Promise((resolve) => {
    const look = () => bridge.state().kind === 'open' && resolve()
    bridge.subscribe(look)
    look()
  })

describe('a call over the bridge', () => {
  it('answers, also when it is made before the transport is there', async () => {
    const { client } = start()
    expect(await client.echo('here')).toBe('here')
  })

  it('brings what a stream ends with', async () => {
    const { client } = start()
    const stream = await client.list()
    expect(await stream.next()).toEqual({ done: false, value: 'one' })
    expect(await stream.next()).toEqual({ done: true, value: { skipped: ['two'] } })
  })

  it('throws the very problem the server declared', async () => {
    const { client } = start()
    expect((await thrownBy(client.fail())).toJSON()).toEqual({
      code: 'table.gone',
      title: 'The table is gone.',
      detail: 'relation does not exist',
      remedy: ['Refresh the list.'],
      retryable: false,
    })
  })

  it('says internal.fault for a bug and nothing of the bug itself', async () => {
    const { client } = start()
    const problem = await thrownBy(client.bug())
    expect(problem.code).toBe('internal.fault')
    expect(problem.detail).not.toContain('undefined is not')
  })

  it('rejects with bridge.closed within a second when the transport goes while it is in flight', async () => {
    const { client, bridge, ports } = start()
    await opened(bridge)
    const call = thrownBy(client.hang())
    await new Promise((resolve) => setTimeout(resolve, 20))
    const started = performance.now()
    ports[0]?.close()
    expect((await call).code).toBe('bridge.closed')
    expect(performance.now() - started).toBeLessThan(1000)
  })

  it('reaches the server when the caller aborts it', async () => {
    const { client, bridge, seen } = start()
    await opened(bridge)
    const abort = new AbortController()
    const call = thrownBy(client.hang(undefined, { signal: abort.signal }))
    await new Promise((resolve) => setTimeout(resolve, 20))
    abort.abort()
    expect((await call).code).toBe('call.cancelled')
    await expect.poll(() => seen.aborted).toBe(1)
  })

  it('is given up at its deadline', async () => {
    const never = guarded(
      { path: ['tables', 'rows'], gone: new AbortController().signal, own: undefined, deadlineMs: 30 },
      () => new Promise(() => undefined),
    )
    expect((await thrownBy(never)).code).toBe('call.deadline')
  })
})

describe('a stream over the bridge', () => {
  it('ends on the server when the reader leaves', async () => {
    const { client, bridge, seen } = start()
    await opened(bridge)
    for await (const number of await client.count()) if (number >= 3) break
    await expect.poll(() => seen.ended).toBe(1)
  })

  it('rejects with call.cancelled when the caller aborts inside the loop', async () => {
    const { client, bridge, seen } = start()
    await opened(bridge)
    const abort = new AbortController()
    const reading = (async () => {
      for await (const number of await client.count(undefined, { signal: abort.signal })) if (number === 2) abort.abort()
    })()
    expect((await thrownBy(reading)).code).toBe('call.cancelled')
    await expect.poll(() => seen.ended).toBe(1)
  })

  it('rejects with bridge.closed when the transport goes', async () => {
    const { client, bridge, ports } = start()
    await opened(bridge)
    const reading = (async () => {
      for await (const number of await client.count()) if (number === 2) ports[0]?.close()
    })()
    expect((await thrownBy(reading)).code).toBe('bridge.closed')
  })
})

describe('the bridge', () => {
  it('opens again by itself and answers as before', async () => {
    const { client, bridge, ports } = start()
    await opened(bridge)
    ports[0]?.close()
    await expect.poll(() => bridge.state().kind).toBe('lost')
    expect((await thrownBy(client.echo('gone'))).code).toBe('bridge.closed')
    await expect.poll(() => bridge.state().kind, { timeout: 3000 }).toBe('open')
    expect(await client.echo('back')).toBe('back')
  })

  it('waits longer between attempts, and tries at once when told to', async () => {
    let attempts = 0
    const bridge = new Bridge(() => {
      attempts += 1
      return Promise.reject({ kind: 'lost', detail: 'nobody there' })
    })
    bridges.push(bridge)
    await expect.poll(() => attempts, { timeout: 3000 }).toBe(2)
    const state = bridge.state()
    expect(state).toMatchObject({ kind: 'lost', detail: 'nobody there' })
    bridge.retry()
    await expect.poll(() => attempts).toBe(3)
  })

  it('waits longer too where a transport opens only to break, and from the shortest again once one has held', async () => {
    vi.useFakeTimers()
    try {
      const endings: ((ending: { kind: 'lost'; detail: string }) => void)[] = []
      const bridge = new Bridge(
        async (ended) => {
          endings.push(ended)
          return { link: { call: () => new Promise(() => undefined) }, close: () => undefined }
        },
        { steadyMs: 2000 },
      )
      bridges.push(bridge)
      const breakAfter = async (ms: number): Promise<number> => {
        await vi.advanceTimersByTimeAsync(ms)
        expect(bridge.state().kind).toBe('open')
        endings.at(-1)?.({ kind: 'lost', detail: 'broke' })
        const state = bridge.state()
        const wait = state.kind === 'lost' ? (state.retryAt ?? 0) - Date.now() : -1
        await vi.advanceTimersByTimeAsync(wait)
        return wait
      }
      expect([await breakAfter(5), await breakAfter(5), await breakAfter(5), await breakAfter(2000)]).toEqual([250, 500, 1000, 250])
    } finally {
      vi.useRealTimers()
    }
  })

  it('stops trying when the session is over', async () => {
    let attempts = 0
    const bridge = new Bridge(() => {
      attempts += 1
      return Promise.reject({ kind: 'session-over', detail: '401' })
    })
    bridges.push(bridge)
    await expect.poll(() => bridge.state().kind).toBe('session-over')
    await new Promise((resolve) => setTimeout(resolve, 400))
    expect(attempts).toBe(1)
  })

  it('notices a transport that has fallen silent', async () => {
    const silent = new Bridge(async () => ({ link: { call: () => new Promise(() => undefined) }, close: () => undefined }), {
      heartbeatMs: 30,
    })
    bridges.push(silent)
    await expect.poll(() => silent.state().kind, { timeout: 7000, interval: 100 }).toBe('lost')
  })
})

it('leaves no rejection behind that nobody handles when the transport goes', async () => {
  const stray: unknown[] = []
  const note = (reason: unknown) => stray.push(reason)
  process.on('unhandledRejection', note)
  const { client, bridge, ports } = start()
  await opened(bridge)
  const calls = [
    thrownBy(client.hang()),
    thrownBy(
      (async () => {
        for await (const _ of await client.count());
      })(),
    ),
  ]
  await new Promise((resolve) => setTimeout(resolve, 20))
  ports[0]?.close()
  expect((await Promise.all(calls)).map((problem) => problem.code)).toEqual(['bridge.closed', 'bridge.closed'])
  await new Promise((resolve) => setTimeout(resolve, 50))
  process.off('unhandledRejection', note)
  expect(stray).toEqual([])
})
