export { EditConnection } from './edit-connection.tsx'
export { useChange } from './use-change.tsx'
