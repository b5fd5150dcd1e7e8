export { buildRecord, type NewConnection } from './build-record.ts'
export { type ConnectionServices, createConnectionsRouter } from './router.ts'
