export { looksLikePrisma } from './project.ts'
export { lookInto } from './script.ts'
export { readPrismaSource } from './source.ts'
export { prismaTool } from './tool.ts'
