export { type ConnectionAccessServices, createConnectionAccessRouter } from './access/index.ts'
export { buildRecord, type NewConnection } from './build-record.ts'
export { type ConnectionServices, createConnectionsRouter } from './router.ts'
