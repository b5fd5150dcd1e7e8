export { changeConnection } from './change-connection.ts'
