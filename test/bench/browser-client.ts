import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import type { Contract } from '#contract/index.ts'
import { wireSerializers } from '#contract/wire.ts'

export interface BrowserClient {
  readonly client: ContractRouterClient<Contract>
  close(): void
}

/** Takes an address with its one-time token through the same door as a browser: token, cookie, WebSocket. */
export const connectAsBrowser = async (url: string): Promise<BrowserClient> => {
  const answer = await fetch(url, { redirect: 'manual' })
  const cookie = answer.headers.get('set-cookie')?.split(';')[0]
  if (cookie === undefined) throw new Error(`No cookie came for ${new URL(url).origin}: ${answer.status}`)
  const { origin, host } = new URL(url)
  const socket = new WebSocket(`ws://${host}/rpc`, { headers: { cookie, origin } })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  // The adapter takes the DOM's WebSocket by its structure, which ws has.
  const link = new RPCLink({ websocket: socket as unknown as globalThis.WebSocket, customJsonSerializers: wireSerializers })
  return { client: createORPCClient(link), close: () => socket.close() }
}
