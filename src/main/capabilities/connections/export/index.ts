export { type ExportServices, exportConnection } from './export-connection.ts'
