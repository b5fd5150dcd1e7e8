export { type CsvExport, writeCsv } from './write-csv.ts'
