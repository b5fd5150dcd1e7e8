export { RowPosition } from './row-position.tsx'
export { shortServer } from './short-server.ts'
export { useOpenRow } from './use-open-row.ts'
