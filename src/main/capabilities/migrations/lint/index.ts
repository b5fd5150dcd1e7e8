export { lintSource } from './lint-source.ts'
export { judgedOf, lintWhole } from './lint-whole.ts'
export { blockingFindings, refuseLint } from './refuse-lint.ts'
export { checkCallWaivers } from './waivers.ts'
