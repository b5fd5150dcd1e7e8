export type { MigrationServices } from './migration-services.ts'
export { createMigrationsRouter } from './router.ts'
