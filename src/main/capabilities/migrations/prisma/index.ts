export { looksLikePrisma } from './project.ts'
export { readPrismaSource } from './source.ts'
export { prismaTool } from './tool.ts'
