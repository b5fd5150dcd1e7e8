export { applyImport } from './apply-import.ts'
export type { ImportServices } from './import-services.ts'
export { previewImport } from './preview-import.ts'
