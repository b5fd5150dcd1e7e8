import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { createTanstackQueryUtils } from '@orpc/tanstack-query'
import type { Contract } from '#contract/index.ts'
import { Bridge } from './bridge.ts'
import { desktopPort } from './desktop-port.ts'
import { overMessagePort } from './message-port.ts'
import { overWebSocket } from './websocket.ts'

const port = desktopPort()

/** The one bridge of this window. */
export const bridge = new Bridge(port === null ? overWebSocket(window.location.href) : overMessagePort(port))

/** Everything the console can be asked, typed by the contract. Each call rejects with a `ProvostError`. */
export const client: ContractRouterClient<Contract> = createORPCClient(bridge.link)

/** The same as options for TanStack Query: `useQuery(orpc.tables.list.queryOptions({ input }))`. */
export const orpc = createTanstackQueryUtils(client)
