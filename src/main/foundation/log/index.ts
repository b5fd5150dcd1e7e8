export { type Log, openLog } from './open-log.ts'
