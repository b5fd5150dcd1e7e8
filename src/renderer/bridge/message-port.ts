import { RPCLink } from '@orpc/client/message-port'
import { wireSerializers } from '#contract/wire.ts'
import type { OpenTransport } from './transport.ts'

/** The bridge over a MessagePort that `request` obtains: on the desktop, from the preload. */
export const overMessagePort =
  (request: () => Promise<MessagePort>): OpenTransport =>
  async (ended) => {
    const port = await request()
    port.addEventListener('close', () => ended({ kind: 'lost', detail: 'The port was closed.' }))
    const link = new RPCLink({ port, customJsonSerializers: wireSerializers })
    port.start()
    return { link, close: () => port.close() }
  }
