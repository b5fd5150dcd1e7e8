export { type LineNote, SqlText } from './sql-text.tsx'
