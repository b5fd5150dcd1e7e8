export { isLoopback, type ParsedAddress, parseAddress } from './address.ts'
export { type ConnectionBook, type ConnectionRecord, openConnectionBook } from './connection-book.ts'
export { serverLabel } from './server-label.ts'
export { openTenantRegistry, type TenantFilter, type TenantRecord, type TenantRegistry } from './tenant-registry.ts'
