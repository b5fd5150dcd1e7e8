export { ExportDialog } from './export-dialog.tsx'
export { ImportPanel } from './import-panel.tsx'
