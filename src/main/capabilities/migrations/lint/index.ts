export { lintSource } from './lint-source.ts'
export { lintWhole } from './lint-whole.ts'
export { blockingFindings, refuseLint } from './refuse-lint.ts'
