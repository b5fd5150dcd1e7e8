import { describe, expect, it } from 'vitest'
import { ProvostError } from '#contract/errors.ts'
import { Gathering } from './gathering.ts'

interface Item {
  readonly id: string
  readonly value: number
}

const gathering = () =>
  new Gathering<Item>(
    ({ id }) => id,
    () => new ProvostError('bridge.closed', 'Gone.'),
  )

const giving =
  (...items: readonly Item[]) =>
  async () =>
    (async function* () {
      yield* items
    })()

const hanging = async (signal: AbortSignal) =>
  (async function* () {
    yield { id: 'a', value: 1 }
    await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }))
  })()

const ids = (one: Gathering<Item>) => [...one.state().items.keys()]

describe('gathering a stream', () => {
  it('keeps the last item of each key and says how many have answered', async () => {
    const one = gathering()
    await one.gather(giving({ id: 'a', value: 1 }, { id: 'b', value: 1 }, { id: 'a', value: 2 }))
    expect(one.state().items.get('a')?.value).toBe(2)
    expect(one.state()).toMatchObject({ answered: 2, running: false, rounds: 1, problem: null })
  })

  it('lets go of what a whole stream no longer brings, and keeps it where only some were asked', async () => {
    const one = gathering()
    await one.gather(giving({ id: 'a', value: 1 }, { id: 'b', value: 1 }))
    await one.gather(giving({ id: 'b', value: 2 }), { whole: false })
    expect(ids(one)).toEqual(['a', 'b'])
    await one.gather(giving({ id: 'b', value: 3 }))
    expect(ids(one)).toEqual(['b'])
  })

  it('keeps what the last whole stream ended with', async () => {
    const one = gathering()
    await one.gather(async () =>
      (async function* () {
        yield { id: 'a', value: 1 }
        return { skipped: 2 }
      })(),
    )
    expect(one.state().end).toEqual({ skipped: 2 })
  })

  it('keeps what was known when a stream fails, and says why', async () => {
    const one = gathering()
    await one.gather(giving({ id: 'a', value: 1 }))
    await one.gather(async () => {
      throw new Error('gone')
    })
    expect(ids(one)).toEqual(['a'])
    expect(one.state().problem?.code).toBe('bridge.closed')
  })

  it('ends when it is cancelled, and what it brought stays', async () => {
    const one = gathering()
    const over = one.gather(hanging)
    await expect.poll(() => ids(one)).toEqual(['a'])
    one.cancel()
    await over
    expect(one.state()).toMatchObject({ running: false, cancelled: true, problem: null })
    expect(ids(one)).toEqual(['a'])
  })

  it('tells a storm of items once', async () => {
    const one = gathering()
    let told = 0
    one.subscribe(() => told++)
    await one.gather(giving(...Array.from({ length: 500 }, (_, value) => ({ id: String(value), value }))))
    expect(told).toBe(2)
    expect(one.state().items.size).toBe(500)
  })
})
