export { RowPosition } from './row-position.tsx'
export { shortServer } from './short-server.ts'
export { useMovingNow } from './use-moving-now.ts'
export { useOpenRow } from './use-open-row.ts'
