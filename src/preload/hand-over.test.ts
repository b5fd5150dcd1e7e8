import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { bridgeHandshake } from '#contract/handshake.ts'
import { handOverOnce, type PageWindow } from './hand-over.ts'

const setUp = () => {
  const emitter = new EventEmitter()
  const page: PageWindow = {
    addEventListener: (type, listener) => void emitter.on(type, listener),
    removeEventListener: (type, listener) => void emitter.off(type, listener),
  }
  const sent: unknown[] = []
  handOverOnce(page, (channel, message, ports) => sent.push({ channel, message, ports }))
  const post = (event: { source?: unknown; data?: unknown; ports?: unknown[] }) =>
    emitter.emit('message', { source: page, data: bridgeHandshake, ports: ['port'], ...event })
  return { sent, post }
}

test('the port goes on to the main process, once', () => {
  const { sent, post } = setUp()
  post({})
  post({ ports: ['another'] })
  expect(sent).toEqual([{ channel: bridgeHandshake, message: null, ports: ['port'] }])
})

test.each([
  ['from a frame or another window', { source: {} }],
  ['with other words', { data: 'provost:other' }],
  ['without a port', { ports: [] }],
])('a message %s is let be, and the handshake is still to come', (_, event) => {
  const { sent, post } = setUp()
  post(event)
  expect(sent).toEqual([])
  post({})
  expect(sent).toHaveLength(1)
})
