export { type BridgeContext, bridge } from './bridge.ts'
