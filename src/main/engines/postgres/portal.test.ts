import { setTimeout as wait } from 'node:timers/promises'
import type pg from 'pg'
import { describe, expect, it, vi } from 'vitest'
import { batchBytes } from '../session.ts'
import { Portal } from './portal.ts'
import type { TypeNames } from './type-names.ts'

const none = (): void => {}
/** A connection that takes all messages and answers none. */
const connection = {
  ...Object.fromEntries(['parse', 'bind', 'describe', 'execute', 'close', 'flush', 'sync', 'sendCopyFail'].map((name) => [name, none])),
  stream: { cork: none, uncork: none, pause: none, resume: none },
} as unknown as pg.Connection
const types = { find: () => ({ name: 'text', kind: 'text' }) } as unknown as TypeNames

/** A reading whose first rows are large, and unwanted. */
const unwanted = async () => {
  const kill = vi.fn()
  const portal = new Portal('select 1', [], { sink: () => false, batch: { first: 2, most: 2 }, types, kill, drop: none })
  portal.submit(connection)
  portal.handleRowDescription({ fields: [{ name: 'a', dataTypeID: 25 }] })
  portal.handleDataRow({ fields: ['x'.repeat(batchBytes)] })
  await wait(0)
  return { kill, portal }
}

describe('a reading whose rows nobody wants any more', () => {
  it('is stopped in the server where its end does not come by itself', async () => {
    const { kill, portal } = await unwanted()
    await wait(60)
    expect(kill).toHaveBeenCalledOnce()
    portal.handleReadyForQuery()
    await portal.done
  })

  it('stops nobody else once it is over, however it ended', async () => {
    const { kill, portal } = await unwanted()
    portal.handlePortalSuspended(connection)
    portal.handleReadyForQuery()
    await portal.done
    await wait(60)
    expect(kill).not.toHaveBeenCalled()
  })
})
