export { looksLikeAlembic } from './project.ts'
export { type AlembicSource, readAlembicSource } from './source.ts'
export { alembicTool, isAlembic } from './tool.ts'
