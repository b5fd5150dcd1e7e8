export { RowPosition } from './row-position.tsx'
export { useOpenRow } from './use-open-row.ts'
