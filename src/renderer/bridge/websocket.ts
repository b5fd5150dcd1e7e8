import { RPCLink } from '@orpc/client/websocket'
import { wireSerializers } from '#contract/wire.ts'
import type { Ending, OpenTransport } from './transport.ts'

/** The close code by which the host says that the browser's session is over. */
const sessionOver = 4401

/** A refused upgrade looks like a missing server to a WebSocket; the page's own address tells them apart. */
async function whyRefused(page: string): Promise<Ending> {
  try {
    const answer = await fetch(page, { method: 'HEAD', cache: 'no-store', signal: AbortSignal.timeout(2000) })
    if (answer.status === 401 || answer.status === 403) return { kind: 'session-over', detail: `The console answered ${answer.status}.` }
    return { kind: 'lost', detail: 'The console answers, but not on its bridge.' }
  } catch {
    return { kind: 'lost', detail: 'The console does not answer.' }
  }
}

/** The bridge over WebSocket, beside the page it was served with. */
export const overWebSocket =
  (page: string): OpenTransport =>
  (ended) =>
    new Promise((resolve, reject) => {
      const url = new URL('/rpc', page)
      url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:'
      const socket = new WebSocket(url)
      socket.binaryType = 'arraybuffer'
      let open = false
      socket.addEventListener('close', (event) => {
        if (open) ended({ kind: event.code === sessionOver ? 'session-over' : 'lost', detail: event.reason })
        else void whyRefused(page).then(reject)
      })
      socket.addEventListener('open', () => {
        open = true
        resolve({ link: new RPCLink({ websocket: socket, customJsonSerializers: wireSerializers }), close: () => socket.close() })
      })
    })
