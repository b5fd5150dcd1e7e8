export { createTablesRouter, type TableServices } from './router.ts'
