export { onScratch, replayed, type ScratchServices, type ScratchSpec, schemaAt, scratchOptions } from './replay.ts'
export { toldDifferences } from './target-drift.ts'
export { watchDrift } from './watch-drift.ts'
