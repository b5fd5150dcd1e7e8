export { createOperatorsRouter, type OperatorServices } from './operators-router.ts'
export { createWorkspaceRouter, type WorkspaceServices } from './workspace-router.ts'
