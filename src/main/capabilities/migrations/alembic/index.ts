export { looksLikeAlembic } from './project.ts'
export { type AlembicSource, readAlembicSource } from './source.ts'
export { alembicTool } from './tool.ts'
