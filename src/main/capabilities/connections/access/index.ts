export { type ConnectionAccessServices, createConnectionAccessRouter } from './router.ts'
