export { csvText } from './csv-text.ts'
export { type CsvExport, writeCsv } from './write-csv.ts'
