export { type BridgeContext, bridge } from './bridge.ts'
export { problemOf } from './problem-of.ts'
