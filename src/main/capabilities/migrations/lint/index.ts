export { lintSource } from './lint-source.ts'
export { blockingFindings, refuseLint } from './refuse-lint.ts'
