export { createDemoRouter, type DemoServices } from './demo/index.ts'
export type { TenantServices } from './tenant-services.ts'
export { createTenantsRouter } from './tenants-router.ts'
