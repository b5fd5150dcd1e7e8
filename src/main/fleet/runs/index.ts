export { openRuns, type RunDetail, type RunSpec, type Runs } from './open-runs.ts'
export type { FleetOperation, OperationContext, OperationOutcome } from './operation.ts'
export type { RunPlan } from './run-table.ts'
export { failureLimit, placeOf } from './waves.ts'
