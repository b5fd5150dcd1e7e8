export type { BridgeState } from './bridge.ts'
export { bridge, client, orpc } from './client.ts'
export { createLive, type Live } from './live.ts'
export { problemOf } from './problem.ts'
