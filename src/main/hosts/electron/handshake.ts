import { RPCHandler } from '@orpc/server/message-port'
import type { IpcMain, IpcMainEvent, MessagePortMain, WebContents } from 'electron'
import { bridgeHandshake } from '#contract/handshake.ts'
import { wireSerializers } from '#contract/wire.ts'
import type { BridgeContext } from '../../foundation/bridge/index.ts'
import type { ServedConsole } from '../served-console.ts'
import { isOwnPage } from './page-protocol.ts'

export interface HandshakeOptions {
  readonly router: ServedConsole['router']
  readonly context: () => BridgeContext
  /** The contents of the console's window; null while there is none. */
  readonly contents: () => WebContents | null
}

const isOwnMainFrame = (event: IpcMainEvent, contents: WebContents | null): boolean => {
  const frame = event.senderFrame
  // The frame is null where the page has gone on meanwhile: then nobody waits for this bridge either.
  return frame !== null && event.sender === contents && frame === contents.mainFrame && isOwnPage(frame.url)
}

/** Electron gives each of its events a signature of its own; the bridge knows one for all. */
const asPort = (port: MessagePortMain) => ({
  on: (event: string, listener: (event?: { data: unknown }) => void): void => {
    if (event === 'close') port.on('close', () => listener())
    else port.on('message', listener)
  },
  postMessage: (data: unknown): void => port.postMessage(data),
})

/**
 * Takes the port that the page's preload hands over and carries the bridge on it. A page that was reloaded shakes hands
 * again, which ends the bridge of the page before, and with it the calls in flight there.
 */
export function awaitHandshake(ipcMain: IpcMain, options: HandshakeOptions): void {
  const handler = new RPCHandler<BridgeContext>(options.router, { customJsonSerializers: wireSerializers })
  let current: MessagePortMain | null = null
  ipcMain.on(bridgeHandshake, (event) => {
    const [port, ...more] = event.ports
    if (port === undefined) return
    if (!isOwnMainFrame(event, options.contents()) || more.length > 0) {
      for (const each of event.ports) each.close()
      return
    }
    current?.close()
    current = port
    handler.upgrade(asPort(port), { context: options.context() })
    // Without it the port queues its messages for ever.
    port.start()
  })
}
