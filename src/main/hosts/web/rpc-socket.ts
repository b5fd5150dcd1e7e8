import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { RPCHandler } from '@orpc/server/ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { wireSerializers } from '#contract/wire.ts'
import type { BridgeContext } from '../../foundation/bridge/index.ts'
import type { ServedConsole } from '../served-console.ts'
import { refusalOf } from './admission.ts'
import type { BrowserSession } from './browser-sessions.ts'

/** Close code for a session that is over: the page asks for a new address instead of connecting again. */
const sessionOver = 4401
const goingAway = 1001
/** A statement is at most a million characters; nothing sent to the console is larger. */
const maxPayloadBytes = 8 * 1024 * 1024
const heartbeatMs = 15_000

export interface RpcSocketOptions {
  readonly router: ServedConsole['router']
  readonly context: () => BridgeContext
  readonly sessionOf: (request: IncomingMessage) => BrowserSession | null
  readonly remaining: (session: BrowserSession) => number
}

const refuse = (socket: Duplex, status: string, words: string): void => {
  socket.end(
    `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(words)}\r\n\r\n${words}`,
  )
}

/** Ends the socket of a peer that no longer answers, so that its calls are cancelled and not run for nobody. */
const keepAlive = (socket: WebSocket): void => {
  let answered = true
  socket.on('pong', () => {
    answered = true
  })
  const timer = setInterval(() => {
    if (!answered) return socket.terminate()
    answered = false
    socket.ping()
  }, heartbeatMs)
  socket.on('close', () => clearInterval(timer))
}

/** Carries the bridge over WebSocket at `/rpc`. Closing a socket cancels the calls in flight on it. */
export function carryRpc(server: Server, options: RpcSocketOptions): { close(): void } {
  const handler = new RPCHandler<BridgeContext>(options.router, { customJsonSerializers: wireSerializers })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxPayloadBytes, perMessageDeflate: false })

  const connect = async (socket: WebSocket, session: BrowserSession): Promise<void> => {
    keepAlive(socket)
    const end = setTimeout(() => socket.close(sessionOver, 'The session is over'), options.remaining(session))
    socket.on('close', () => clearTimeout(end))
    // `ws` closes the socket itself after an error such as a message over the limit; unheard, the error would end the process.
    socket.on('error', () => socket.terminate())
    await handler.upgrade(socket, { context: options.context() })
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A peer that hangs up in the middle of the handshake harms nobody else.
    socket.on('error', () => socket.destroy())
    const refusal = refusalOf(request) ?? (request.headers.origin === undefined ? 'A WebSocket must name its Origin.' : null)
    if (refusal !== null) return refuse(socket, '403 Forbidden', refusal)
    if (request.url?.split('?')[0] !== '/rpc') return refuse(socket, '404 Not Found', 'The bridge is at /rpc.')
    const session = options.sessionOf(request)
    if (session === null) return refuse(socket, '401 Unauthorized', 'This browser has no session. provost serve url gives a new address.')
    sockets.handleUpgrade(request, socket, head, (opened) => void connect(opened, session))
  })

  return {
    close() {
      for (const socket of sockets.clients) {
        socket.close(goingAway, 'The console is closing')
        setTimeout(() => socket.terminate(), 500).unref()
      }
      sockets.close()
    },
  }
}
