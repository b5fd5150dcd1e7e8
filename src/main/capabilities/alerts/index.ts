export { type AlertServices, createAlertsRouter } from './router.ts'
